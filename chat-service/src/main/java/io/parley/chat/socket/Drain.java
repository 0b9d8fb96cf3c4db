package io.parley.chat.socket;

import io.parley.chat.socket.setting.SocketSettings;
import io.parley.common.frame.ServerFrame;
import io.parley.common.problem.CloseCode;
import io.parley.edge.life.Leaving;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Lets sessions go before the node does, or another that they depend on: each is asked to come
/// back elsewhere, at its own moment within some seconds, what it sent is answered, and its socket
/// is closed. All of this is over before the web server stops.
@Component
final class Drain implements Leaving {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration FAREWELL = Duration.ofSeconds(4);
  private static final int SESSIONS_AT_ONCE = 100_000;

  private final Sessions sessions;
  private final Duration within;
  private final Disposable.Composite work = Disposables.composite();
  private volatile boolean draining;

  Drain(Sessions sessions, SocketSettings settings) {
    this.sessions = sessions;
    this.within = settings.drain();
  }

  /// Whether the node is going away; never becomes false again.
  boolean isDraining() {
    return draining;
  }

  /// Begins what must not hold up the end of a session; it handles its errors itself.
  void run(Mono<Void> task) {
    var slot = Disposables.swap();
    if (work.add(slot)) {
      slot.update(task.doFinally(_ -> work.remove(slot)).subscribe());
    }
  }

  @Override
  public Mono<Void> leave() {
    draining = true;
    log.info("draining {} sockets", sessions.count());
    return Mono.firstWithSignal(letGo(all(), CloseCode.SHUTTING_DOWN).then(empty()), empty())
        .timeout(within.plus(FAREWELL), Mono.empty())
        .doFinally(_ -> work.dispose());
  }

  List<Session> all() {
    return sessions.all().stream().map(Dialogue::session).toList();
  }

  /// Each session at its own moment in the first half of the time.
  Mono<Void> letGo(Collection<Session> sessions, CloseCode code) {
    return Flux.fromIterable(sessions)
        .flatMap(session -> letGo(session, code), SESSIONS_AT_ONCE)
        .then();
  }

  private Mono<Void> letGo(Session session, CloseCode code) {
    var third = within.dividedBy(3).toMillis();
    var moment = Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.max(1, third)));
    return Mono.delay(moment)
        .doOnNext(_ -> session.offer(new ServerFrame.Reconnect(0)))
        .then(Mono.delay(Duration.ofMillis(third)))
        .then(answered(session).timeout(Duration.ofMillis(third), Mono.empty()))
        .then(Mono.fromRunnable(() -> session.close(code)));
  }

  private static Mono<Void> answered(Session session) {
    return Flux.interval(Duration.ZERO, LOOK)
        .takeUntil(_ -> session.isClosing() || session.acks().all() == 0)
        .then();
  }

  private Mono<Void> empty() {
    return Flux.interval(Duration.ZERO, LOOK).takeUntil(_ -> sessions.count() == 0).then();
  }
}
