package io.parley.chat.socket;

import io.parley.chat.socket.handshake.SocketSlots;
import io.parley.chat.socket.setting.SocketSettings;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.LoginId;
import io.parley.common.problem.CloseCode;
import io.parley.edge.RevokedLogins;
import io.parley.edge.life.Background;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Looks at every session once a second: pings it, warns it of its token's end, and closes those
/// that are silent, stuck, expired or late with their `resume`. Closes those whose login ended as
/// soon as this node hears of it.
@Component
final class Heart implements Background {

  private static final Logger log = LoggerFactory.getLogger(Heart.class);

  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration LEASES = Duration.ofSeconds(30);
  private static final int LEASES_AT_ONCE = 16;

  private final Sessions sessions;
  private final SocketSettings settings;
  private final SocketSlots slots;
  private final Typist typist;
  private final RevokedLogins revoked;
  private final Clock clock;
  private final Stillness stillness = new Stillness(System.nanoTime());
  private final Work work = new Work();

  Heart(
      Sessions sessions,
      SocketSettings settings,
      SocketSlots slots,
      Typist typist,
      RevokedLogins revoked,
      Clock clock) {
    this.sessions = sessions;
    this.settings = settings;
    this.slots = slots;
    this.typist = typist;
    this.revoked = revoked;
    this.clock = clock;
  }

  @Override
  public Disposable begin() {
    return Disposables.composite(
        Flux.interval(BEAT).onBackpressureDrop().subscribe(_ -> beat()),
        Flux.interval(LEASES).onBackpressureDrop().concatMap(_ -> renewLeases()).subscribe(),
        revoked.revocations().subscribe(one -> end(one.login())));
  }

  @Override
  public Work work() {
    return work;
  }

  private void end(LoginId login) {
    sessions.of(login).forEach(dialogue -> dialogue.session().close(CloseCode.REVOKED));
  }

  private void beat() {
    var now = clock.instant();
    var fair = stillness.beat(System.nanoTime());
    for (var dialogue : sessions.all()) {
      try {
        look(dialogue, now, fair);
      } catch (RuntimeException e) {
        log.error("a session cannot be looked at", e);
      }
    }
  }

  /// @param fair whether the client may be judged by what came from it
  private void look(Dialogue dialogue, Instant now, boolean fair) {
    var session = dialogue.session();
    if (session.life().isOver(now)) {
      session.close(CloseCode.TOKEN_EXPIRED);
    } else if (fair && session.life().isResumeOverdue(now)) {
      session.close(CloseCode.PROTOCOL_VIOLATION);
    } else if (fair && session.silence().compareTo(settings.silence()) > 0) {
      session.close(CloseCode.NO_HEARTBEAT);
    } else if (fair && session.stalled().compareTo(settings.stall()) > 0) {
      session.close(CloseCode.SLOW_CONSUMER);
    } else if (revoked.isRevoked(session.login())) {
      session.close(CloseCode.REVOKED);
    } else {
      keep(dialogue, now);
    }
  }

  private void keep(Dialogue dialogue, Instant now) {
    var session = dialogue.session();
    if (session.life().warn(now)) {
      session.offer(new ServerFrame.AuthExpiring(session.life().expiresAt()));
    }
    if (session.life().isPingDue(settings.heartbeat())) {
      session.ping();
    }
    typist.endSilent(session, dialogue.typing());
  }

  private Mono<Void> renewLeases() {
    return Flux.fromIterable(sessions.all())
        .map(Dialogue::session)
        .flatMap(session -> slots.renew(session.user(), session.session()), LEASES_AT_ONCE)
        .then();
  }
}
