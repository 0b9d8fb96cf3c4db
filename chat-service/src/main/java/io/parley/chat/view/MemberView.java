package io.parley.chat.view;

import io.parley.chat.conversation.Member;
import io.parley.common.id.UserId;
import java.time.Instant;

/// A member as other members see them.
public record MemberView(UserId user, String role, Instant joinedAt) {

  public static MemberView of(Member member) {
    return new MemberView(member.user(), member.role().wireName(), member.joinedAt());
  }
}
