package io.parley.auth.confirm;

import io.parley.common.id.UserId;

/// What somebody showed that they got by letter.
///
/// @param email the address that it went to
public record Confirmation(UserId user, Purpose purpose, String email) {

  /// Keeps the address out of logs.
  @Override
  public String toString() {
    return "Confirmation[" + user + ", " + purpose + "]";
  }
}
