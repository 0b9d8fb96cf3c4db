package io.parley.presence.state;

import static io.parley.presence.state.Scripts.millis;
import static io.parley.presence.state.Scripts.time;

import io.parley.common.bus.PresenceSession;
import io.parley.common.id.SessionId;
import io.parley.presence.PresenceSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The records of chat nodes: who reads each one's feed, how far it is applied, what sessions it
/// has.
///
/// Only the holder of a [Claim.Mine] changes a record. Once another replica has taken over, every
/// step of the former one answers [NodeStatus#LOST] or false and changes nothing, however late it
/// comes.
@Component
public final class NodeRecords {

  private static final String NODES = "presence:{state}:nodes";
  private static final String SESSIONS = "presence:{state}:sessions:";
  private static final String NO_LOCK = "0";

  private final String replica = UUID.randomUUID().toString();
  private final RedisLink redis;
  private final Scripts scripts;
  private final PresenceSettings settings;

  NodeRecords(RedisLink redis, Scripts scripts, PresenceSettings settings) {
    this.redis = redis;
    this.scripts = scripts;
    this.settings = settings;
  }

  /// All nodes that have a record.
  public Flux<Incarnation> all() {
    return redis.ask(template -> template.opsForSet().members(NODES)).map(Incarnation::new);
  }

  /// Asks to be, or to remain, the one reader of a node's feed. A node without a record gets one
  /// only when it was lost with the whole of Redis; else it is gone.
  ///
  /// @param found when this replica last found the record of a node that was not dead, by Redis
  ///   time; the epoch when never
  public Mono<Claim> claim(Incarnation incarnation, Instant found) {
    return claim(incarnation, "0", found);
  }

  /// The same for a node that is registered: without a record it gets one.
  public Mono<Claim> claimNew(Incarnation incarnation) {
    return claim(incarnation, "1", Instant.EPOCH);
  }

  /// Lets another replica read the feed at once.
  public Mono<Void> release(Incarnation incarnation) {
    return scripts
        .run(Script.CLAIM, List.of(incarnation.value(), replica, NO_LOCK, "0", NO_LOCK))
        .then();
  }

  /// Applies what was read of a live node's feed: each entry once, in order, and none behind a gap.
  ///
  /// @param until everything written until then is applied with these
  /// @return the node's status now
  public Mono<NodeStatus> apply(Claim.Mine claim, List<FeedEntry> entries, Instant until) {
    Instant newest = entries.isEmpty() ? Instant.EPOCH : entries.getLast().at();
    String position = entries.isEmpty() ? "" : entries.getLast().position();
    List<String> arguments = head(claim, until, newest, position);
    entries.forEach(entry -> addTo(arguments, entry));
    return scripts.run(Script.APPLY, arguments).map(reply -> NodeStatus.of(reply.getFirst()));
  }

  /// Notes when a node that is not live last wrote.
  ///
  /// @return the node's status now: a dead one that wrote since is listing, a silent one is dying
  public Mono<NodeStatus> hear(Claim.Mine claim, Instant newest) {
    return scripts
        .run(Script.APPLY, head(claim, claim.now(), newest, ""))
        .map(reply -> NodeStatus.of(reply.getFirst()));
  }

  /// Takes over sessions of a node's whole list. False when the claim is lost.
  public Mono<Boolean> put(Claim.Mine claim, List<PresenceSession> sessions) {
    List<String> arguments = sessionsHead(claim, settings.grace(), NO_LOCK);
    for (PresenceSession session : sessions) {
      arguments.add(session.session().value());
      arguments.add(session.user().value());
      arguments.add(word(session.state()));
    }
    return scripts.run(Script.SESSIONS, arguments).map(NodeRecords::done);
  }

  /// Drops sessions that the node's whole list does not have. False when the claim is lost.
  public Mono<Boolean> drop(Claim.Mine claim, List<SessionId> sessions) {
    return drop(sessionsHead(claim, settings.grace(), NO_LOCK), sessions);
  }

  /// Drops sessions of a dying node; they ended when it last wrote. False when the claim is lost.
  public Mono<Boolean> bury(Claim.Mine claim, List<SessionId> sessions) {
    return drop(sessionsHead(claim, Duration.ZERO, millis(claim.beat())), sessions);
  }

  /// The sessions that a node is known to have.
  public Flux<SessionId> sessions(Incarnation incarnation) {
    return redis
        .ask(template -> template.<String, String>opsForHash().scan(SESSIONS + incarnation))
        .map(field -> new SessionId(field.getKey()));
  }

  /// The list is taken over: from here on the feed is applied.
  ///
  /// @param number of the last entry that the list contains
  /// @param position stream id to read on from
  /// @param until everything written until then is in the list
  public Mono<Boolean> live(Claim.Mine claim, long number, String position, Instant until) {
    return finish(claim, "live", Long.toString(number), position, millis(until));
  }

  /// All sessions are dropped.
  public Mono<Boolean> dead(Claim.Mine claim) {
    return finish(claim, "dead");
  }

  /// Forgets the node. False when it still has sessions or the claim is lost.
  public Mono<Boolean> forget(Claim.Mine claim) {
    return finish(claim, "gone");
  }

  private Mono<Claim> claim(Incarnation incarnation, String begin, Instant found) {
    String lock = millis(settings.nodes().lock());
    return scripts
        .run(Script.CLAIM, List.of(incarnation.value(), replica, lock, begin, millis(found)))
        .map(reply -> claimed(incarnation, reply));
  }

  private Mono<Boolean> finish(Claim.Mine claim, String... arguments) {
    List<String> all = new ArrayList<>(List.of(claim.incarnation().value(), claim.fence()));
    all.addAll(List.of(arguments));
    return scripts.run(Script.FINISH, all).map(NodeRecords::done);
  }

  private Mono<Boolean> drop(List<String> arguments, List<SessionId> sessions) {
    for (SessionId session : sessions) {
      arguments.addAll(List.of(session.value(), "", ""));
    }
    return scripts.run(Script.SESSIONS, arguments).map(NodeRecords::done);
  }

  private List<String> head(Claim.Mine claim, Instant until, Instant newest, String position) {
    return new ArrayList<>(
        List.of(
            claim.incarnation().value(),
            claim.fence(),
            millis(until),
            millis(settings.grace()),
            millis(settings.nodes().lease()),
            millis(newest),
            position));
  }

  private List<String> sessionsHead(Claim.Mine claim, Duration grace, String at) {
    String lock = millis(settings.nodes().lock());
    return new ArrayList<>(
        List.of(claim.incarnation().value(), claim.fence(), lock, millis(grace), at));
  }

  private static void addTo(List<String> arguments, FeedEntry entry) {
    arguments.add(millis(entry.at()));
    arguments.add(Long.toString(entry.number()));
    arguments.addAll(
        switch (entry.fact()) {
          case FeedEntry.Here here ->
              List.of("open", here.user().value(), here.session().value(), word(here.state()));
          case FeedEntry.Left left ->
              List.of(
                  "close",
                  left.user().value(),
                  left.session().value(),
                  left.logout() ? "logout" : "closed");
          case FeedEntry.Beat _ -> List.of("beat", "", "", "");
        });
  }

  private static Claim claimed(Incarnation incarnation, List<String> reply) {
    return switch (reply.getFirst()) {
      case "mine" ->
          new Claim.Mine(
              incarnation,
              reply.get(1),
              NodeStatus.of(reply.get(2)),
              Long.parseLong(reply.get(3)),
              reply.get(4),
              time(reply.get(5)),
              time(reply.get(6)));
      case "gone" -> new Claim.Gone();
      default -> new Claim.Other(NodeStatus.of(reply.get(1)), time(reply.get(2)));
    };
  }

  private static boolean done(List<String> reply) {
    return reply.getFirst().equals("done");
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
