package io.parley.chat.conversation;

import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;

/// A present member together with the conversation.
public record Membership(Conversation conversation, Member member) {

  public UserId user() {
    return member.user();
  }

  public Role role() {
    return member.role();
  }

  /// @throws ProblemException `forbidden` when the member's role does not have this right
  public void check(Right right) {
    if (!right.isHeldBy(role())) {
      throw ProblemException.forbidden("role: " + role().wireName() + " (this takes a higher one)");
    }
  }

  /// @throws ProblemException `conflict` when this is a direct conversation, whose members and
  ///   settings never change
  public void checkNotDirect() {
    if (conversation.kind() == Kind.DIRECT) {
      throw ProblemException.conflict("A direct conversation keeps its members and settings");
    }
  }
}
