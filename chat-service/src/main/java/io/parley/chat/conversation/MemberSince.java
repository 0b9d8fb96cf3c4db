package io.parley.chat.conversation;

import io.parley.common.id.UserId;

/// Someone who is a member.
///
/// @param joined the sequence of the event by which they joined, 0 for those who are there from the
///   start; their marks start here
public record MemberSince(UserId user, long joined) {

  /// Whether they were a member already when the event of that sequence was stored.
  public boolean wasThereAt(long sequence) {
    return joined < sequence;
  }
}
