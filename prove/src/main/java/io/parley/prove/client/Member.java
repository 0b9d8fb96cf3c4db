package io.parley.prove.client;

import io.parley.common.frame.Position;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Digest;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A user with one socket at a time, which comes back, elsewhere, after each end that lets it.
/// Thread-safe; sends never wait.
public final class Member implements Session.Owner, AutoCloseable {

  /// More would be refused by the platform, which allows 32 unanswered ones a socket.
  private static final int MOST_WAITING = 16;

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final int MOST_DOUBLINGS = 4;
  private static final Duration LEAST_RETRY = Duration.ofMillis(50);
  private static final Set<Integer> FATAL = Set.of(1002, 1003, 1007, 1008, 1009);
  private static final int FIRST_FATAL = 4500;

  /// Who a member is.
  ///
  /// @param tokens of logins of their own; used in turn
  public record Account(UserId id, String name, List<String> tokens) {}

  private final Surroundings around;
  private final Account account;
  private final Map<ConversationId, Place> places = new LinkedHashMap<>();
  private final Map<ConversationId, Long> marked = new HashMap<>();
  private final Outbox outbox = new Outbox();
  private final Attendance attendance;

  /// Conversations with a refused send, and whether the time that it has to wait is over.
  private final Map<ConversationId, Boolean> held = new HashMap<>();

  private BiConsumer<Member, ConversationId> onStored = (_, _) -> {};
  private @Nullable Session current;
  private int sessions;
  private int failures;
  private int drafts;
  private int gateway;
  private List<UserId> watched = List.of();
  private boolean stubborn;
  private long awayUntil;
  private boolean closed;
  private @Nullable Integer gaveUp;

  /// @param epochs of the conversations that the account is a member of
  public Member(Surroundings around, Account account, Map<ConversationId, String> epochs) {
    this.around = around;
    this.account = account;
    this.attendance = new Attendance(around.recorder(), account.id());
    this.gateway = around.random().nextInt(around.gateways().size());
    epochs.forEach((conversation, epoch) -> places.put(conversation, new Place(epoch)));
  }

  public Account account() {
    return account;
  }

  /// Is told of each first acknowledgement, on the socket's thread.
  public synchronized void onStored(BiConsumer<Member, ConversationId> listener) {
    onStored = listener;
  }

  /// Looks at these users on every socket to come.
  public synchronized void watch(List<UserId> users) {
    watched = List.copyOf(users);
  }

  /// From now on it stays when it is asked to come back elsewhere, until the server ends its
  /// socket.
  public synchronized void stay() {
    stubborn = true;
  }

  /// Says goodbye and comes back after a while; does nothing meanwhile.
  ///
  /// @return false when it was not there, or had something to send
  public boolean goAway(Duration time) {
    Session last;
    synchronized (this) {
      last = current;
      if (closed || last == null || !last.isReady() || outbox.size() > 0) {
        return false;
      }
      awayUntil = System.nanoTime() + time.toNanos();
    }
    last.goodbye();
    return true;
  }

  private boolean isAway() {
    return awayUntil != 0 && awayUntil - System.nanoTime() > 0;
  }

  /// Connects, and from then on stays connected until closed.
  public void connect() {
    Session session;
    synchronized (this) {
      if (closed || current != null) {
        return;
      }
      gateway = (gateway + 1) % around.gateways().size();
      sessions++;
      attendance.connecting();
      session =
          new Session(
              around,
              this,
              account.id(),
              account.name() + "#" + sessions,
              around.names().get(gateway));
      current = session;
    }
    var opened = session;
    session
        .wire()
        .open(around.http(), around.address(around.names().get(gateway)), token(sessions))
        .whenComplete(
            (_, error) -> {
              if (error != null) {
                unopened(opened, error);
              }
            });
  }

  public synchronized boolean isConnected() {
    return current != null && current.isReady();
  }

  /// Whether it has a socket, of which the end may already be near.
  public synchronized boolean hasSocket() {
    return current != null;
  }

  /// How many sends wait for an acknowledgement.
  public synchronized int waiting() {
    return outbox.size();
  }

  /// The close code after which this client may not come back; null while there was none.
  public synchronized @Nullable Integer gaveUp() {
    return gaveUp;
  }

  /// Sends a message, now or as soon as there is a socket, until it is acknowledged.
  ///
  /// @return whether there was room for it
  public synchronized boolean send(ConversationId conversation, String text) {
    if (outbox.size() >= MOST_WAITING || closed || isAway()) {
      return false;
    }
    drafts++;
    var id = new ClientMessageId(account.name() + "-" + drafts);
    outbox.add(new Outbox.Draft(conversation, id, text));
    if (!held.containsKey(conversation)) {
      transmit(conversation);
    }
    return true;
  }

  /// Sends something again that was acknowledged lately, by REST, another token and any gateway; or
  /// other content under its id, which has to be refused. Waits for the answer.
  ///
  /// @return whether there was something to send
  public boolean sendAgain(boolean otherContent) throws InterruptedException {
    List<Outbox.Draft> lately;
    synchronized (this) {
      lately = outbox.lately();
    }
    if (lately.isEmpty()) {
      return false;
    }
    var draft = lately.get(around.random().nextInt(lately.size()));
    post(draft, otherContent ? draft.text() + ", but not the same" : draft.text());
    return true;
  }

  /// Tells how far it has read one of the conversations that moved since it last told.
  public synchronized void mark(boolean read) {
    var session = current;
    if (session == null || !session.isReady()) {
      return;
    }
    for (var place : places.entrySet()) {
      long reached = place.getValue().sequence();
      if (reached > marked.getOrDefault(place.getKey(), 0L)) {
        marked.put(place.getKey(), reached);
        session.mark(place.getKey(), reached, read);
        return;
      }
    }
  }

  /// A sign of life; to be called every few seconds.
  public void beat() {
    Session session;
    synchronized (this) {
      attendance.look();
      session = current;
    }
    if (session != null) {
      session.beat();
    }
  }

  @Override
  public void close() {
    Session last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    if (last != null) {
      last.goodbye();
    }
  }

  @Override
  public synchronized void welcomed(Session session) {
    failures = 0;
    attendance.welcomed();
    var positions = new LinkedHashMap<ConversationId, Position>();
    places.forEach((conversation, place) -> positions.put(conversation, place.position()));
    session.resume(positions);
    if (!watched.isEmpty()) {
      session.watch(watched);
    }
    outbox.allBack();
    transmit(null);
  }

  @Override
  public void stored(ConversationId conversation, long sequence, ClientMessageId id) {
    BiConsumer<Member, ConversationId> listener;
    synchronized (this) {
      place(conversation).came(sequence);
      outbox.acknowledged(id);
      release(conversation);
      listener = onStored;
    }
    listener.accept(this, conversation);
  }

  @Override
  public synchronized void refused(
      Outbox.Draft draft, ProblemType problem, @Nullable Long retryAfterMillis) {
    if (retryAfterMillis == null) {
      outbox.drop(draft.id());
      release(draft.conversation());
      return;
    }
    outbox.refused(draft.id());
    var conversation = draft.conversation();
    var on = current;
    if (held.putIfAbsent(conversation, false) == null) {
      var wait = Duration.ofMillis(Math.max(LEAST_RETRY.toMillis(), retryAfterMillis));
      around.later(wait, () -> waited(on, conversation));
    }
    release(conversation);
  }

  @Override
  public synchronized void event(
      ConversationId conversation, long sequence, @Nullable ClientMessageId own) {
    place(conversation).came(sequence);
    if (own != null) {
      outbox.came(own);
      release(conversation);
    }
  }

  @Override
  public synchronized void resync(ConversationId conversation, String epoch, long head) {
    place(conversation).reset(epoch, head);
  }

  @Override
  public void leave(Session session, Duration within) {
    synchronized (this) {
      if (stubborn) {
        return;
      }
    }
    around.later(around.upTo(within), session::goodbye);
  }

  @Override
  public synchronized void ended(Session session, int code, boolean opened) {
    if (current != session) {
      return;
    }
    if (opened) {
      attendance.ended(code != Wire.NO_CLOSE_FRAME, session.heardAt(), session.fellSilent());
    } else {
      attendance.failed(code != Wire.NO_CLOSE_FRAME);
    }
    current = null;
    held.clear();
    outbox.allBack();
    if (FATAL.contains(code) || (code >= FIRST_FATAL && code < 5_000)) {
      gaveUp = code;
      closed = true;
    }
    comeBack(Duration.ZERO);
  }

  private synchronized void unopened(Session session, Throwable error) {
    if (current == session) {
      current = null;
      attendance.failed(refusal(error) != null);
      comeBack(retryAfter(error));
    }
  }

  private void comeBack(Duration atLeast) {
    if (!closed) {
      var backoff = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
      failures++;
      var away = isAway() ? Duration.ofNanos(awayUntil - System.nanoTime()) : Duration.ZERO;
      around.later(atLeast.plus(away).plus(around.upTo(backoff)), this::connect);
    }
  }

  private synchronized void waited(@Nullable Session on, ConversationId conversation) {
    if (on == current && held.containsKey(conversation)) {
      held.put(conversation, true);
      release(conversation);
    }
  }

  /// A conversation with a refused send rests until its time has come and everything sent after it
  /// was answered too: what is still on its way will be refused likewise, and must not be
  /// overtaken.
  private void release(ConversationId conversation) {
    if (held.getOrDefault(conversation, false) && !outbox.isOnItsWay(conversation)) {
      held.remove(conversation);
      transmit(conversation);
    }
  }

  private void transmit(@Nullable ConversationId conversation) {
    var session = current;
    if (session != null && session.isReady()) {
      outbox.leaving(conversation).forEach(session::send);
    }
  }

  private void post(Outbox.Draft draft, String text) throws InterruptedException {
    var recorder = around.recorder();
    long call = around.calls().incrementAndGet();
    var target = around.names().get(around.random().nextInt(around.gateways().size()));
    var rest = new Rest(around.http(), around.address(target), token(around.random().nextInt(2)));
    recorder.write(
        new CallEntry.Sent(
            recorder.now(),
            call,
            account.id(),
            CallEntry.Via.REST,
            null,
            target,
            draft.conversation(),
            draft.id(),
            Digest.of(text)));
    var body = Map.of("clientMessageId", draft.id().value(), "text", text);
    try {
      var answer = rest.post("/api/conversations/" + draft.conversation() + "/messages", body);
      recorder.write(entry(call, answer));
    } catch (IOException e) {
      recorder.write(new CallEntry.Unanswered(recorder.now(), call));
    }
  }

  private CallEntry entry(long call, Rest.Answer answer) {
    long now = around.recorder().now();
    if (answer.status() == 200 || answer.status() == 201) {
      var message = answer.body();
      return new CallEntry.Acked(
          now,
          call,
          message.get("id").asString(),
          message.get("sequence").asLong(),
          answer.status() == 200);
    }
    var problem = answer.problem();
    return problem == null
        ? new CallEntry.Unanswered(now, call)
        : new CallEntry.Refused(now, call, problem, Json.number(answer.body(), "retryAfterMillis"));
  }

  private String token(int n) {
    return account.tokens().get(n % account.tokens().size());
  }

  private Place place(ConversationId conversation) {
    return Objects.requireNonNull(places.get(conversation), conversation.value());
  }

  private static Duration retryAfter(Throwable error) {
    var refused = refusal(error);
    return refused == null
        ? Duration.ZERO
        : refused
            .getResponse()
            .headers()
            .firstValue("Retry-After")
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            .orElse(Duration.ZERO);
  }

  private static @Nullable WebSocketHandshakeException refusal(Throwable error) {
    var cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof WebSocketHandshakeException refused ? refused : null;
  }
}
