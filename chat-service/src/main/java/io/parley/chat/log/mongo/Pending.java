package io.parley.chat.log.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.log.Appended;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Relayed;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// A draft on its way into the log, and the one who waits for its outcome. It is answered once; who
/// comes second with an answer changes nothing.
final class Pending {

  private static final Logger log = LoggerFactory.getLogger(Pending.class);

  private enum State {
    WAITING,
    ACKNOWLEDGED,
    REFUSED
  }

  private final Draft draft;
  private final @Nullable SessionId origin;
  private volatile @Nullable Relayed relayed;
  private final byte[] body;
  private final byte[] content;
  private final long deadlineNanos;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final Sinks.One<Appended> answer = Sinks.unsafe().one();
  private byte @Nullable [] fingerprint;
  private @Nullable Room room;
  private volatile @Nullable LogEvent event;

  Pending(Draft draft, long deadlineNanos) {
    this(draft, draft.origin(), null, deadlineNanos);
  }

  private Pending(
      Draft draft, @Nullable SessionId origin, @Nullable Relayed relayed, long deadlineNanos) {
    this.draft = draft;
    this.origin = origin;
    this.relayed = relayed;
    this.deadlineNanos = deadlineNanos;
    this.body = Bodies.encode(draft.body());
    this.content = content(draft.body(), body);
    checkKey(draft);
  }

  /// One that this node was given by another, which keeps its sessions' order: here the draft is
  /// nobody's.
  static Pending relayed(Draft draft, Relayed relayed, long deadlineNanos) {
    var nobodys = new Draft(draft.conversation(), draft.by(), draft.key(), draft.body(), null);
    return new Pending(nobodys, draft.origin(), relayed, deadlineNanos);
  }

  Draft draft() {
    return draft;
  }

  /// The session that sent it, here or at the node that gave it.
  @Nullable SessionId origin() {
    return origin;
  }

  /// What it is known by at the node that gave it away; null when none did.
  @Nullable Relayed relayed() {
    return relayed;
  }

  void give(Relayed as) {
    relayed = as;
  }

  ConversationId conversation() {
    return draft.conversation();
  }

  /// What is sealed; empty when the event says nothing beyond its type.
  byte[] body() {
    return body;
  }

  int size() {
    return body.length;
  }

  /// Equal for drafts that mean the same. Called by one thread at a time.
  byte[] fingerprint(ConversationKeys keys) {
    byte[] known = fingerprint;
    if (known == null) {
      known = keys.fingerprint(content);
      fingerprint = known;
    }
    return known;
  }

  Mono<Appended> answer() {
    return answer.asMono();
  }

  /// Rises from draft to draft of a session.
  long order() {
    return deadlineNanos;
  }

  boolean isLate(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  boolean isWaiting() {
    return state.get() == State.WAITING;
  }

  boolean isRefused() {
    return state.get() == State.REFUSED;
  }

  /// What the draft becomes if the write in flight stores it.
  LogEvent event() {
    LogEvent numbered = event;
    if (numbered == null) {
      throw new IllegalStateException("a draft was used before it was numbered");
    }
    return numbered;
  }

  /// Where the log ends with it.
  Tip tip() {
    return new Tip(event().sequence(), event().tally());
  }

  void number(LogEvent numbered) {
    event = numbered;
  }

  /// Whether an event from the store is what this draft became, by the write in flight here or at
  /// the node that it was given to.
  boolean became(LogEvent stored) {
    return stored.key().equals(draft.key()) && (isWrite(stored) || isGiven(stored));
  }

  private boolean isWrite(LogEvent stored) {
    LogEvent numbered = event;
    return numbered != null
        && numbered.sequence() == stored.sequence()
        && EventDocuments.at(numbered.frame()).equals(EventDocuments.at(stored.frame()));
  }

  private boolean isGiven(LogEvent stored) {
    return relayed != null
        && draft.body() instanceof EventDraft.MessageSent sent
        && stored.frame() instanceof EventFrame.Message message
        && message.message().content() != null
        && message.message().content().equals(sent.content());
  }

  /// It takes room from now until it has its answer.
  void enter(Room taken) {
    room = taken;
  }

  /// @return whether this was the answer
  boolean acknowledge(Appended appended) {
    boolean first = end(State.ACKNOWLEDGED);
    if (first) {
      noteUnlessTaken(answer.tryEmitValue(appended));
    }
    return first;
  }

  /// Decides that the answer is a refusal, to be given by [#tellRefusal].
  ///
  /// @return whether it is
  boolean decideRefusal() {
    return end(State.REFUSED);
  }

  void tellRefusal(Throwable error) {
    noteUnlessTaken(answer.tryEmitError(error));
  }

  void refuse(Throwable error) {
    if (decideRefusal()) {
      tellRefusal(error);
    }
  }

  private boolean end(State outcome) {
    boolean first = state.compareAndSet(State.WAITING, outcome);
    Room taken = room;
    if (first && taken != null) {
      taken.release(this, outcome == State.ACKNOWLEDGED);
    }
    return first;
  }

  private static void noteUnlessTaken(Sinks.EmitResult result) {
    if (result.isFailure()) {
      log.debug("nobody took an answer: {}", result);
    }
  }

  private static byte[] content(EventDraft draft, byte[] body) {
    byte[] canonical = Bodies.canonical(draft, body);
    byte[] type = Types.of(draft).getBytes(UTF_8);
    var target = Types.target(draft);
    return ByteBuffer.allocate(Integer.BYTES + type.length + Long.BYTES + canonical.length)
        .putInt(type.length)
        .put(type)
        .putLong(target == null ? 0 : target.sequence())
        .put(canonical)
        .array();
  }

  private static void checkKey(Draft draft) {
    if (draft.body() instanceof EventDraft.MessageSent sent
        && !draft.key().equals(Draft.messageKey(draft.by(), sent.clientMessageId()))) {
      throw new IllegalArgumentException(
          "key: not the message key of its sender and client message id");
    }
  }
}
