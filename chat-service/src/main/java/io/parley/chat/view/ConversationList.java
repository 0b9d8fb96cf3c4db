package io.parley.chat.view;

import io.parley.chat.conversation.Membership;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.http.Cursor;
import io.parley.chat.http.Page;
import io.parley.chat.http.Query;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// A user's conversations, latest activity first.
@Component
class ConversationList {

  private static final Comparator<Position> LATEST_FIRST =
      Comparator.comparingLong(Position::activeAtMillis)
          .thenComparing(one -> one.id().value())
          .reversed();

  private final Memberships memberships;
  private final Logs logs;
  private final Viewer viewer;

  ConversationList(Memberships memberships, Logs logs, Viewer viewer) {
    this.memberships = memberships;
    this.logs = logs;
    this.viewer = viewer;
  }

  Mono<Page<ConversationView>> page(UserId user, Query query) {
    return Mono.defer(
        () -> {
          var limit = query.limit();
          var after = position(user, query.cursor());
          return memberships
              .memberships(user)
              .flatMap(
                  mine ->
                      logs.ends(Viewer.ids(mine))
                          .flatMap(ends -> page(user, sorted(mine, ends), ends, after, limit)));
        });
  }

  /// Where a conversation stands in the list.
  private record Position(long activeAtMillis, ConversationId id) {}

  private record Active(Membership membership, Position position) {}

  private static List<Active> sorted(List<Membership> mine, Logs.Found ends) {
    return mine.stream()
        .map(one -> active(one, ends))
        .sorted(Comparator.comparing(Active::position, LATEST_FIRST))
        .toList();
  }

  private static Active active(Membership one, Logs.Found ends) {
    var conversation = one.conversation();
    var last = ends.lastActivity(conversation.id());
    var at = last == null ? conversation.createdAt() : last;
    return new Active(one, new Position(at.toEpochMilli(), conversation.id()));
  }

  private Mono<Page<ConversationView>> page(
      UserId user, List<Active> all, Logs.Found ends, @Nullable Position after, int limit) {
    var rest =
        after == null
            ? all
            : all.stream().filter(one -> LATEST_FIRST.compare(one.position(), after) > 0).toList();
    var shown = rest.subList(0, Math.min(limit, rest.size()));
    var next = rest.size() > limit ? cursor(user, shown.getLast().position()) : null;
    return viewer
        .many(shown.stream().map(Active::membership).toList(), ends)
        .map(views -> new Page<>(views, next));
  }

  private static String cursor(UserId user, Position last) {
    return Cursor.of(query(user), last.activeAtMillis() + " " + last.id());
  }

  private static @Nullable Position position(UserId user, @Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    var parts = Cursor.position(query(user), cursor).split(" ", 2);
    try {
      return new Position(Long.parseLong(parts[0]), new ConversationId(parts[1]));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw Cursor.bad();
    }
  }

  private static String query(UserId user) {
    return "conversations of " + user;
  }
}
