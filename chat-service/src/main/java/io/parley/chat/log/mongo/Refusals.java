package io.parley.chat.log.mongo;

import io.parley.chat.log.Draft;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Sessions whose draft ended with `try-again`: until that draft comes again, later ones of the
/// session in that conversation must not overtake it. An entry lasts 30 s at most; past a bound
/// none is added.
final class Refusals {

  private static final long LASTS_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MOST = 100_000;

  private record Place(ConversationId conversation, SessionId session) {}

  /// @param order in which it came: one that came earlier may be refused later
  private record Refused(String key, long order, long sinceNanos) {

    Refused first(Refused other) {
      return other.order < order ? other : this;
    }
  }

  private final Map<Place, Refused> refused = new ConcurrentHashMap<>();

  /// The first one of those that are refused is what the session must send again first.
  ///
  /// @param order of the drafts of a session, as they came
  void add(Draft draft, long order, long nowNanos) {
    SessionId session = draft.origin();
    if (session != null && refused.size() < MOST) {
      refused.merge(
          new Place(draft.conversation(), session),
          new Refused(draft.key(), order, nowNanos),
          Refused::first);
    }
  }

  /// A refused draft is stored after all: whoever learns that does not send it again.
  void lift(Draft draft) {
    SessionId session = draft.origin();
    if (session != null && !refused.isEmpty()) {
      refused.computeIfPresent(
          new Place(draft.conversation(), session),
          (_, first) -> first.key().equals(draft.key()) ? null : first);
    }
  }

  /// Whether a draft has to wait for another; the awaited one lifts the refusal.
  boolean holdsBack(Draft draft) {
    SessionId session = draft.origin();
    if (session == null || refused.isEmpty()) {
      return false;
    }
    var place = new Place(draft.conversation(), session);
    Refused first = refused.get(place);
    if (first == null) {
      return false;
    }
    if (first.key().equals(draft.key())) {
      refused.remove(place, first);
      return false;
    }
    return true;
  }

  void forgetOld(long nowNanos) {
    refused.values().removeIf(entry -> nowNanos - entry.sinceNanos() >= LASTS_NANOS);
  }
}
