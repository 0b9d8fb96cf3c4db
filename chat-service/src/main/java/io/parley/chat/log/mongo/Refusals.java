package io.parley.chat.log.mongo;

import io.parley.chat.ComeAgain;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Sessions whose messages ended with `try-again`: until those came again or turned out to be
/// stored, later ones of the session in that conversation must not overtake them. That lasts 30 s
/// at most; past a bound none is added. Other drafts have a new key when they come again, so nobody
/// could wait for them.
final class Refusals {

  private static final long LASTS_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MOST = 100_000;

  private record Place(ConversationId conversation, SessionId session) {}

  /// @param sinceNanos when one was refused last for a reason of its own
  private record Refused(ComeAgain<String> drafts, long sinceNanos) {}

  private final Map<Place, Refused> refused = new ConcurrentHashMap<>();

  /// @param order of the drafts of a session, as they came: an earlier one may be refused later
  void add(Draft draft, long order, long nowNanos) {
    add(draft, order, _ -> nowNanos);
  }

  /// One was refused because it has to wait for another. Does not make that wait longer: the other
  /// one may never come.
  void addBehind(Draft draft, long order, long nowNanos) {
    add(draft, order, known -> known == null ? nowNanos : known.sinceNanos());
  }

  private void add(Draft draft, long order, ToLongFunction<@Nullable Refused> since) {
    SessionId session = draft.origin();
    if (session != null && comesAgain(draft) && refused.size() < MOST) {
      refused.compute(
          new Place(draft.conversation(), session),
          (_, known) -> {
            var drafts = known == null ? new ComeAgain<String>() : known.drafts();
            drafts.add(draft.key(), order);
            return new Refused(drafts, since.applyAsLong(known));
          });
    }
  }

  /// A refused draft is stored after all: whoever learns that need not send it again.
  void lift(Draft draft) {
    SessionId session = draft.origin();
    if (session != null) {
      lift(draft.conversation(), session, draft.key());
    }
  }

  /// The same, where the draft is not at hand.
  void lift(ConversationId conversation, SessionId session, String key) {
    if (!refused.isEmpty()) {
      refused.computeIfPresent(
          new Place(conversation, session),
          (_, known) -> {
            known.drafts().stored(key::equals);
            return known.drafts().isEmpty() ? null : known;
          });
    }
  }

  /// Whether a draft has to wait for another one that comes first.
  boolean holdsBack(Draft draft) {
    SessionId session = draft.origin();
    if (session == null || refused.isEmpty() || !comesAgain(draft)) {
      return false;
    }
    var held = new AtomicBoolean();
    refused.computeIfPresent(
        new Place(draft.conversation(), session),
        (_, known) -> {
          held.set(!known.drafts().admits(draft.key()::equals));
          return known.drafts().isEmpty() ? null : known;
        });
    return held.get();
  }

  private static boolean comesAgain(Draft draft) {
    return draft.body() instanceof EventDraft.MessageSent;
  }

  void forgetOld(long nowNanos) {
    refused.values().removeIf(entry -> nowNanos - entry.sinceNanos() >= LASTS_NANOS);
  }
}
