package io.parley.chat.presence;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.delivery.ContactsListener;
import io.parley.chat.delivery.Tasks;
import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.BusListener;
import io.parley.common.bus.Channels;
import io.parley.common.bus.Presence;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Hears of changes over a bus of its own, one channel a watched user. Since the bus may lose what
/// it carries, it asks again for everyone who is watched every 15 s and after each new
/// subscription, and every 3 s for those of whom nobody knew.
final class BusWatches implements Watches, BusListener, ContactsListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BusWatches.class);

  private static final Duration EVERYONE_AGAIN = Duration.ofSeconds(15);
  private static final Duration UNKNOWN_AGAIN = Duration.ofSeconds(3);

  /// @param asked whom the session wants to look at
  /// @param users those of them with whom its user shares a conversation
  private record Watch(UserId user, Watcher watcher, Collection<UserId> asked, Set<UserId> users) {

    boolean hasStrangers() {
      return users.size() < asked.size();
    }
  }

  private final Bus bus;
  private final PresenceClient presences;
  private final Memberships memberships;
  private final JsonMapper json;
  private final Tasks tasks;
  private final Map<SessionId, Watch> watches = new HashMap<>();
  private final Map<UserId, Set<SessionId>> watched = new HashMap<>();
  private final Map<UserId, Presence> known = new HashMap<>();
  private final Disposable.Swap repairs = Disposables.swap();

  BusWatches(
      Bus bus, PresenceClient presences, Memberships memberships, JsonMapper json, Tasks tasks) {
    this.tasks = tasks;
    this.bus = bus;
    this.presences = presences;
    this.memberships = memberships;
    this.json = json;
  }

  void start() {
    bus.listen(this);
    repairs.update(
        Disposables.composite(
            every(EVERYONE_AGAIN, this::everyone), every(UNKNOWN_AGAIN, this::unknown)));
  }

  private Disposable every(Duration period, Supplier<Set<UserId>> whom) {
    return Flux.interval(period)
        .onBackpressureDrop()
        .concatMap(_ -> askAgain(whom.get()))
        .subscribe();
  }

  @Override
  public void close() {
    repairs.dispose();
  }

  @Override
  public Mono<Void> watch(
      SessionId session, UserId user, Collection<UserId> users, Watcher watcher) {
    var wanted = new Watch(user, watcher, List.copyOf(users), Set.of());
    place(session, wanted);
    return find(session, wanted);
  }

  /// Nothing comes of it when the session looks at others meanwhile, or has ended.
  private Mono<Void> find(SessionId session, Watch wanted) {
    return memberships
        .contacts(wanted.user(), wanted.asked())
        .flatMapMany(contacts -> begin(session, wanted, contacts))
        .doOnNext(presence -> told(session, presence))
        .then();
  }

  @Override
  public synchronized void forget(SessionId session) {
    var gone = watches.remove(session);
    if (gone != null) {
      gone.users().forEach(user -> release(session, user));
    }
  }

  /// Who looked at a stranger sees them from now on, when they share a conversation.
  @Override
  public void contactsGrew(UserId user) {
    withStrangers(user).forEach((session, watch) -> tasks.run(findAgain(session, watch)));
  }

  private Mono<Void> findAgain(SessionId session, Watch watch) {
    return find(session, watch)
        .onErrorResume(
            error -> {
              log.warn("contacts cannot be asked for: {}", error.toString());
              return Mono.empty();
            });
  }

  private synchronized Map<SessionId, Watch> withStrangers(UserId user) {
    var found = new HashMap<SessionId, Watch>();
    watches.forEach(
        (session, watch) -> {
          if (watch.user().equals(user) && watch.hasStrangers()) {
            found.put(session, watch);
          }
        });
    return found;
  }

  @Override
  public void received(String channel, byte[] message) {
    try {
      changed(json.readValue(message, Presence.class));
    } catch (JacksonException e) {
      log.warn("a presence that cannot be read: {}", e.getOriginalMessage());
    }
  }

  @Override
  public void resubscribed() {
    tasks.run(Mono.defer(() -> askAgain(everyone())));
  }

  /// Channels first, then the question: a change in between comes by the channel.
  private Flux<Presence> begin(SessionId session, Watch wanted, Set<UserId> contacts) {
    var strangers = new LinkedHashSet<>(wanted.asked());
    strangers.removeAll(contacts);
    strangers.forEach(stranger -> wanted.watcher().changed(Presence.unknown(stranger)));
    return bus.subscribe(widen(session, wanted, contacts))
        .onErrorComplete()
        .thenMany(Flux.defer(() -> presences.of(contacts)));
  }

  private synchronized void place(SessionId session, Watch wanted) {
    var before = watches.put(session, wanted);
    if (before != null) {
      before.users().forEach(user -> release(session, user));
    }
  }

  /// @return the channels that nobody listened to so far
  private synchronized List<String> widen(SessionId session, Watch wanted, Set<UserId> contacts) {
    var channels = new ArrayList<String>();
    if (watches.get(session) == wanted) {
      watches.put(session, new Watch(wanted.user(), wanted.watcher(), wanted.asked(), contacts));
      for (var user : contacts) {
        var sessions = watched.computeIfAbsent(user, _ -> new LinkedHashSet<>());
        if (sessions.isEmpty()) {
          channels.add(Channels.presenceChanged(user));
        }
        sessions.add(session);
      }
    }
    return channels;
  }

  private void release(SessionId session, UserId user) {
    var sessions = watched.get(user);
    if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
      watched.remove(user);
      known.remove(user);
      bus.unsubscribe(List.of(Channels.presenceChanged(user)));
    }
  }

  private Mono<Void> askAgain(Set<UserId> users) {
    return presences.of(users).doOnNext(this::changed).then();
  }

  private synchronized Set<UserId> everyone() {
    return Set.copyOf(watched.keySet());
  }

  private synchronized Set<UserId> unknown() {
    return known.values().stream()
        .filter(presence -> presence.state() == Presence.State.UNKNOWN)
        .map(Presence::user)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The answer to a session's own question, which it gets whatever others know already.
  private synchronized void told(SessionId session, Presence presence) {
    var watch = watches.get(session);
    if (watch != null && watch.users().contains(presence.user())) {
      watch.watcher().changed(newest(presence));
    }
  }

  private synchronized void changed(Presence presence) {
    var before = known.get(presence.user());
    var now = newest(presence);
    if (now.equals(before)) {
      return;
    }
    for (var session : watched.getOrDefault(presence.user(), Set.of())) {
      var watch = watches.get(session);
      if (watch != null) {
        watch.watcher().changed(now);
      }
    }
  }

  /// That nobody knows any more counts always, and after it whatever comes; else the higher
  /// version.
  private Presence newest(Presence presence) {
    var before = known.get(presence.user());
    if (before != null && isOlder(presence, before)) {
      return before;
    }
    if (watched.containsKey(presence.user())) {
      known.put(presence.user(), presence);
    }
    return presence;
  }

  private static boolean isOlder(Presence presence, Presence known) {
    return presence.state() != Presence.State.UNKNOWN
        && known.state() != Presence.State.UNKNOWN
        && presence.version() < known.version();
  }
}
