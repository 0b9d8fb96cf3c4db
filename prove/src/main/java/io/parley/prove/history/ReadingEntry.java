package io.parley.prove.history;

import io.parley.common.bus.Presence;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What users read over REST. The verdict needs, after [RunEntry.Settled], the whole log and the
/// standing of every conversation by every one of its members, once by each route.
public sealed interface ReadingEntry extends Entry {

  UserId user();

  /// A log was read as a whole: written after its last page came. Whoever gets a page although they
  /// are no member is written down as well: that is a leak. Being answered 404 needs no entry.
  ///
  /// @param asked when the first page was asked for
  /// @param events all of them from `…/events?after=first − 1`, ascending as they came
  record LogRead(
      long at,
      long asked,
      UserId user,
      ConversationId conversation,
      String epoch,
      long first,
      long head,
      List<Event> events)
      implements ReadingEntry {}

  /// The history was read as a whole, page by page: written after its last page came.
  ///
  /// @param asked when the first page was asked for
  /// @param messages all of them from `…/messages`, ascending as they came
  record HistoryRead(
      long at, long asked, UserId user, ConversationId conversation, List<Event> messages)
      implements ReadingEntry {}

  /// How far the user is, from `GET …/{id}` or an answer of `PUT …/marks`.
  ///
  /// @param asked when it was asked for; of an answer to a mark exactly the time of its
  ///   [CallEntry.Marked]
  /// @param unread null where the answer has none
  record Standing(
      long at,
      long asked,
      UserId user,
      ConversationId conversation,
      long delivered,
      long read,
      @Nullable Long unread)
      implements ReadingEntry {}

  /// Someone's presence as `GET /api/presence` answered it.
  ///
  /// @param asked when it was asked for
  /// @param user who asked
  /// @param of whose presence it is
  record PresenceRead(
      long at, long asked, UserId user, UserId of, Presence.State state, long version)
      implements ReadingEntry {}
}
