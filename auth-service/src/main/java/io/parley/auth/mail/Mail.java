package io.parley.auth.mail;

/// One letter. Nothing in it is what a stranger typed: whoever signs up with somebody else's
/// address must not choose what that person gets to read.
///
/// @param kind what it is about, for logs and the names of files
/// @param to one address
/// @param text plain, lines of at most 78 characters where that can be
public record Mail(String kind, String to, String subject, String text) {

  /// Keeps address and text, which may hold a token, out of logs.
  @Override
  public String toString() {
    return "Mail[" + kind + "]";
  }
}
