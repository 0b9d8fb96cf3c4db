package io.parley.prove.client;

import io.parley.common.frame.Position;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Digest;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.SessionEntry;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One socket of a user: writes down what passes and tells the member.
final class Session implements Wire.Listener {

  /// Silence after which a client believes that its socket is dead.
  private static final long SILENCE_NANOS = Duration.ofSeconds(12).toNanos();

  /// Told of what a session brings, on the socket's thread, one call at a time.
  interface Owner {
    void welcomed(Session session);

    void stored(ConversationId conversation, long sequence, ClientMessageId id);

    void refused(Outbox.Draft draft, ProblemType problem, @Nullable Long retryAfterMillis);

    void event(ConversationId conversation, long sequence, @Nullable ClientMessageId own);

    void resync(ConversationId conversation, String epoch, long head);

    void leave(Session session, Duration within);

    /// @param opened whether it had got its `welcome`
    void ended(Session session, int code, boolean opened);
  }

  private final Surroundings around;
  private final Recorder recorder;
  private final Owner owner;
  private final UserId user;
  private final String name;
  private final String gateway;
  private final Wire wire = new Wire(this);
  private final Map<Long, Outbox.Draft> unanswered = new HashMap<>();
  private boolean welcomed;
  private boolean leaving;
  private volatile long heardAt;
  private volatile boolean silent;

  Session(Surroundings around, Owner owner, UserId user, String name, String gateway) {
    this.around = around;
    this.recorder = around.recorder();
    this.owner = owner;
    this.user = user;
    this.name = name;
    this.gateway = gateway;
    this.heardAt = recorder.now();
  }

  Wire wire() {
    return wire;
  }

  synchronized boolean isReady() {
    return welcomed && !leaving;
  }

  void resume(Map<ConversationId, Position> positions) {
    recorder.write(new SessionEntry.ResumeAsked(recorder.now(), name, positions));
    var asked = new LinkedHashMap<String, Object>();
    positions.forEach((conversation, position) -> asked.put(conversation.value(), position));
    say(Map.of("type", "resume", "ref", "resume", "positions", asked));
  }

  void send(Outbox.Draft draft) {
    long call = around.calls().incrementAndGet();
    synchronized (this) {
      unanswered.put(call, draft);
    }
    recorder.write(
        new CallEntry.Sent(
            recorder.now(),
            call,
            user,
            CallEntry.Via.SOCKET,
            name,
            gateway,
            draft.conversation(),
            draft.id(),
            Digest.of(draft.text())));
    say(
        Map.of(
            "type",
            "send",
            "ref",
            Long.toString(call),
            "conversation",
            draft.conversation().value(),
            "clientMessageId",
            draft.id().value(),
            "text",
            draft.text()));
  }

  void mark(ConversationId conversation, long upTo, boolean read) {
    recorder.write(
        new CallEntry.Marked(recorder.now(), user, conversation, upTo, read ? upTo : null));
    say(
        Map.of(
            "type",
            "mark",
            "conversation",
            conversation.value(),
            read ? "read" : "delivered",
            upTo));
  }

  /// Looks at these users from now on.
  void watch(List<UserId> users) {
    recorder.write(new SessionEntry.Watched(recorder.now(), name, users));
    say(Map.of("type", "watch", "users", users.stream().map(UserId::value).toList()));
  }

  /// When the last sign of life came.
  long heardAt() {
    return heardAt;
  }

  /// Whether it ended because there was none for long.
  boolean fellSilent() {
    return silent;
  }

  /// Asks for a sign of life, or gives up when there was none for long.
  void beat() {
    if (recorder.now() - heardAt > SILENCE_NANOS) {
      silent = true;
      wire.abort();
    } else if (isReady()) {
      say(Map.of("type", "ping", "ref", "beat"));
    }
  }

  void goodbye() {
    synchronized (this) {
      leaving = true;
    }
    wire.goodbye();
  }

  @Override
  public void heard() {
    heardAt = recorder.now();
  }

  @Override
  public void frame(JsonNode frame) {
    var type = Json.type(frame);
    if (Json.isDurable(type)) {
      durable(frame);
      return;
    }
    switch (type) {
      case "welcome" -> welcome();
      case "ack" -> ack(frame);
      case "problem" -> problem(frame);
      case "resumed" -> resumed(frame);
      case "resync" -> resync(frame);
      case "marks" -> marks(frame);
      case "conversation.removed" ->
          recorder.write(
              new SessionEntry.Removed(
                  recorder.now(), name, conversation(frame), frame.path("reason").asString("")));
      case "conversation.added" ->
          recorder.write(
              new SessionEntry.Added(
                  recorder.now(),
                  name,
                  new ConversationId(frame.get("conversation").get("id").asString())));
      case "reconnect" -> owner.leave(this, Duration.ofMillis(frame.path("afterMillis").asLong(0)));
      case "presence" -> presence(frame.path("presence"));
      default -> {}
    }
  }

  @Override
  public void ended(int code) {
    Map<Long, Outbox.Draft> open;
    boolean known;
    boolean byUs;
    synchronized (this) {
      open = Map.copyOf(unanswered);
      unanswered.clear();
      known = welcomed;
      byUs = leaving;
    }
    if (known || code != Wire.NO_CLOSE_FRAME) {
      var end =
          byUs
              ? SessionEntry.End.CLIENT
              : code == Wire.NO_CLOSE_FRAME
                  ? around.blame().apply(gateway)
                  : SessionEntry.End.SERVER;
      recorder.write(new SessionEntry.Closed(recorder.now(), name, code, end, heardAt));
    }
    open.keySet().forEach(call -> recorder.write(new CallEntry.Unanswered(recorder.now(), call)));
    owner.ended(this, code, known);
  }

  private void welcome() {
    recorder.write(new SessionEntry.Opened(recorder.now(), name, user, gateway, true));
    synchronized (this) {
      welcomed = true;
    }
    owner.welcomed(this);
  }

  private void durable(JsonNode frame) {
    var conversation = conversation(frame);
    var event = Json.event(frame);
    recorder.write(new SessionEntry.Received(recorder.now(), name, conversation, event));
    owner.event(
        conversation,
        event.sequence(),
        user.equals(event.sender()) ? event.clientMessageId() : null);
  }

  private void ack(JsonNode frame) {
    long call = Long.parseLong(frame.get("ref").asString());
    long sequence = frame.get("sequence").asLong();
    recorder.write(
        new CallEntry.Acked(
            recorder.now(),
            call,
            frame.get("message").asString(),
            sequence,
            frame.path("duplicate").asBoolean(false)));
    synchronized (this) {
      unanswered.remove(call);
    }
    owner.stored(
        conversation(frame),
        sequence,
        new ClientMessageId(frame.get("clientMessageId").asString()));
  }

  private void problem(JsonNode frame) {
    var ref = frame.path("ref").asString("");
    Outbox.Draft draft;
    long call = ref.isEmpty() || !Character.isDigit(ref.charAt(0)) ? -1 : Long.parseLong(ref);
    synchronized (this) {
      draft = unanswered.remove(call);
    }
    var problem = problemNamed(frame.path("problem").asString(""));
    if (draft == null || problem == null) {
      return;
    }
    var again = Json.number(frame, "retryAfterMillis");
    recorder.write(new CallEntry.Refused(recorder.now(), call, problem, again));
    owner.refused(draft, problem, again);
  }

  private void resumed(JsonNode frame) {
    var of = Json.text(frame, "conversation");
    recorder.write(
        of == null
            ? new SessionEntry.AllResumed(recorder.now(), name)
            : new SessionEntry.Resumed(
                recorder.now(),
                name,
                new ConversationId(of),
                frame.get("epoch").asString(),
                frame.get("head").asLong()));
  }

  private void resync(JsonNode frame) {
    var epoch = frame.get("epoch").asString();
    long head = frame.get("head").asLong();
    recorder.write(
        new SessionEntry.Resynced(
            recorder.now(), name, conversation(frame), epoch, frame.get("first").asLong(), head));
    owner.resync(conversation(frame), epoch, head);
  }

  private void marks(JsonNode frame) {
    recorder.write(
        new SessionEntry.MarksSeen(
            recorder.now(),
            name,
            conversation(frame),
            new UserId(frame.get("user").asString()),
            frame.get("delivered").asLong(),
            frame.get("read").asLong()));
  }

  private void presence(JsonNode presence) {
    recorder.write(
        new SessionEntry.PresenceSeen(
            recorder.now(),
            name,
            new UserId(presence.get("user").asString()),
            Json.state(presence),
            presence.get("version").asLong()));
  }

  private void say(Map<String, ?> frame) {
    wire.send(Json.MAPPER.writeValueAsString(frame));
  }

  private static ConversationId conversation(JsonNode frame) {
    return new ConversationId(frame.get("conversation").asString());
  }

  private static @Nullable ProblemType problemNamed(String name) {
    return Arrays.stream(ProblemType.values())
        .filter(one -> one.wireName().equals(name))
        .findFirst()
        .orElse(null);
  }
}
