package io.parley.chat.conversation;

import java.util.Comparator;

/// Who follows when the last owner leaves: the highest role, then who joined first.
final class Succession {

  static final Comparator<Member> ORDER =
      Comparator.comparing(Member::role)
          .thenComparing(Member::joined)
          .thenComparing(member -> member.user().value());

  private Succession() {}
}
