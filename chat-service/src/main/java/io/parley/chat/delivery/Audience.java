package io.parley.chat.delivery;

import io.parley.chat.delivery.bus.Bus;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// The sessions of this node by their users. Listens to the channel of each user who has one, and
/// brings sessions into the conversations that their users join.
public final class Audience implements JoinListener {

  private static final Logger log = LoggerFactory.getLogger(Audience.class);

  static final String CHANNEL = "chat:u:";

  private static final int SESSIONS_AT_ONCE = 4;
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Bus bus;
  private final ConversationViews views;
  private final Tasks tasks;
  private final ContactsListener contacts;
  private final Map<UserId, List<Attachments>> sessions = new ConcurrentHashMap<>();

  public Audience(Bus bus, ConversationViews views, Tasks tasks, ContactsListener contacts) {
    this.bus = bus;
    this.views = views;
    this.tasks = tasks;
    this.contacts = contacts;
  }

  static String channel(UserId user) {
    return CHANNEL + user.value();
  }

  /// From its completion on, the session hears what is said to its user until [#leave]; joins wait
  /// for [#settled]. May be repeated; never errors.
  public Mono<Void> enter(Attachments session) {
    var user = session.recipient().user();
    session.joins().hold();
    synchronized (this) {
      var first = !sessions.containsKey(user);
      var all = sessions.computeIfAbsent(user, _ -> new CopyOnWriteArrayList<>());
      if (!all.contains(session)) {
        all.add(session);
      }
      return first ? bus.subscribe(List.of(channel(user))).onErrorComplete() : Mono.empty();
    }
  }

  /// The session has its places: joins bring it in from now on, but not into the conversations that
  /// it is resuming.
  public void settled(Attachments session, Set<ConversationId> resuming) {
    session.joins().release(resuming).forEach((id, sequence) -> goOn(session, id, sequence));
  }

  /// The session has resumed: a join of a conversation that it knows is no news to it.
  public void resumed(Attachments session) {
    session
        .joins()
        .release(Set.of())
        .forEach(
            (id, sequence) -> {
              if (session.isLive(id)) {
                contacts.contactsGrew(session.recipient().user());
              } else {
                goOn(session, id, sequence);
              }
            });
  }

  public void leave(Attachments session) {
    var user = session.recipient().user();
    synchronized (this) {
      var left = sessions.get(user);
      if (left != null && left.remove(session) && left.isEmpty()) {
        sessions.remove(user);
        bus.unsubscribe(List.of(channel(user)));
      }
    }
  }

  /// Whether the user has a session here.
  public boolean has(UserId user) {
    return sessions.containsKey(user);
  }

  public Set<UserId> users() {
    return Set.copyOf(sessions.keySet());
  }

  void tell(UserId user, Outgoing frame, @Nullable SessionId except) {
    for (var session : of(user)) {
      if (!session.recipient().session().equals(except)) {
        session.recipient().offer(frame);
      }
    }
  }

  void removed(UserId user, ConversationId conversation, String reason) {
    var frame = Outgoing.of(new ServerFrame.ConversationRemoved(conversation, reason));
    for (var session : of(user)) {
      if (session.has(conversation)) {
        session.drop(conversation);
        session.recipient().offer(frame);
      }
    }
  }

  /// The user's sessions that have no place there yet get one, and `conversation.added` before.
  @Override
  public void joined(ConversationId conversation, UserId user, long sequence) {
    if (of(user).stream().anyMatch(session -> !session.has(conversation))) {
      tasks.run(join(conversation, user, sequence, session -> !session.has(conversation)));
    }
  }

  /// The same on the word of whoever changed the membership: sessions that found it by themselves
  /// are told, too.
  void announced(ConversationId conversation, UserId user, long sequence) {
    if (!of(user).isEmpty()) {
      tasks.run(join(conversation, user, sequence, _ -> true));
    }
  }

  private List<Attachments> of(UserId user) {
    return sessions.getOrDefault(user, List.of());
  }

  private void goOn(Attachments session, ConversationId conversation, long sequence) {
    var user = session.recipient().user();
    tasks.run(join(conversation, user, sequence, one -> one == session));
  }

  private Mono<Void> join(
      ConversationId conversation, UserId user, long sequence, Predicate<Attachments> whom) {
    return Mono.defer(
            () -> {
              var all =
                  of(user).stream()
                      .filter(whom)
                      .filter(session -> !session.joins().hold(conversation, sequence))
                      .toList();
              return Flux.fromIterable(all)
                  .flatMap(session -> session.register(List.of(conversation)), SESSIONS_AT_ONCE)
                  .then(views.json(conversation, user))
                  .map(view -> Outgoing.of(new ServerFrame.ConversationAdded(view)))
                  .flatMap(added -> bringIn(all, conversation, sequence, added))
                  .doOnSuccess(_ -> contacts.contactsGrew(user))
                  .switchIfEmpty(Mono.fromRunnable(() -> dropPending(all, conversation)));
            })
        .retryWhen(Retry.backoff(ATTEMPTS, PAUSE))
        .onErrorResume(
            error -> {
              log.warn("sessions were not brought into a conversation: {}", error.toString());
              dropPending(of(user), conversation);
              return Mono.empty();
            });
  }

  private static Mono<Void> bringIn(
      List<Attachments> all, ConversationId conversation, long sequence, Outgoing added) {
    return Flux.fromIterable(all)
        .filter(session -> !session.joins().hold(conversation, sequence))
        .filter(session -> session.tell(conversation, sequence))
        .doOnNext(session -> session.recipient().offer(added))
        .flatMap(session -> session.from(conversation, sequence), SESSIONS_AT_ONCE)
        .then();
  }

  private static void dropPending(List<Attachments> all, ConversationId conversation) {
    all.forEach(session -> session.dropPending(conversation));
  }
}
