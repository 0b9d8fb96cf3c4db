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

  private record Refused(String key, long sinceNanos) {}

  private final Map<Place, Refused> refused = new ConcurrentHashMap<>();

  /// The first refused one is what the session must send again first.
  void add(Draft draft, long nowNanos) {
    SessionId session = draft.origin();
    if (session != null && refused.size() < MOST) {
      refused.putIfAbsent(
          new Place(draft.conversation(), session), new Refused(draft.key(), nowNanos));
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
