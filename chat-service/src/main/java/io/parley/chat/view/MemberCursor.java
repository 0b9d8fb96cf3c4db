package io.parley.chat.view;

import io.parley.chat.conversation.Member;
import io.parley.chat.conversation.Role;
import io.parley.chat.http.Cursor;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Cursors of lists that go over a conversation's members in the order of joining.
public final class MemberCursor {

  private MemberCursor() {}

  /// The cursor of what comes after this member.
  public static String after(ConversationId id, Member last) {
    return Cursor.of(query(id), last.joined() + " " + last.user());
  }

  /// The last member of the page before; null without a cursor.
  ///
  /// @throws io.parley.edge.ProblemException `bad-cursor`
  public static @Nullable Member parse(ConversationId id, @Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    var parts = Cursor.position(query(id), cursor).split(" ", 2);
    try {
      var joined = Long.parseLong(parts[0]);
      return new Member(id, new UserId(parts[1]), Role.MEMBER, Instant.EPOCH, joined, joined, true);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw Cursor.bad();
    }
  }

  private static String query(ConversationId id) {
    return "members of " + id;
  }
}
