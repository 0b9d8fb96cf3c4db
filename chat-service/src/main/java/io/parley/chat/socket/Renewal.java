package io.parley.chat.socket;

import io.parley.chat.ChatSettings;
import io.parley.chat.socket.setting.SocketSettings;
import io.parley.common.frame.ServerFrame;
import io.parley.common.problem.CloseCode;
import io.parley.common.problem.ProblemType;
import io.parley.common.token.TokenKind;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import io.parley.edge.TokenVerifier;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Says `welcome`: at the beginning, and again when a session shows another token of its login,
/// which extends its life.
@Component
final class Renewal {

  private final TokenVerifier tokens;
  private final SocketSettings sockets;
  private final int textBytes;
  private final Clock clock;

  Renewal(TokenVerifier tokens, ChatSettings settings, Clock clock) {
    this.tokens = tokens;
    this.sockets = settings.socket();
    this.textBytes = settings.limits().textBytes();
    this.clock = clock;
  }

  void welcome(Session session, @Nullable String ref) {
    session.offer(
        new ServerFrame.Welcome(
            ref,
            session.session(),
            session.user(),
            clock.instant(),
            session.life().expiresAt(),
            (int) sockets.heartbeat().toSeconds(),
            new ServerFrame.Limits(
                sockets.frameSize().toBytes(), textBytes, sockets.unackedSends())));
  }

  /// Error `unauthenticated` when the token is none of this login; the third such closes the
  /// session.
  Mono<Void> renew(Session session, String token, @Nullable String ref) {
    return tokens
        .verify(token, TokenKind.ACCESS)
        .filter(caller -> isSame(session, caller))
        .switchIfEmpty(
            Mono.error(() -> ProblemException.unauthenticated("The token is of another login")))
        .doOnNext(caller -> extend(session, caller, ref))
        .doOnError(error -> strike(session, error))
        .then();
  }

  private void extend(Session session, Caller caller, @Nullable String ref) {
    session.life().extend(clock.instant(), caller.expiresAt());
    welcome(session, ref);
  }

  private static boolean isSame(Session session, Caller caller) {
    return caller.login().equals(session.login()) && caller.user().equals(session.user());
  }

  private static void strike(Session session, Throwable error) {
    if (error instanceof ProblemException problem
        && problem.type() == ProblemType.UNAUTHENTICATED
        && session.life().strike()) {
      session.close(CloseCode.PROTOCOL_VIOLATION);
    }
  }
}
