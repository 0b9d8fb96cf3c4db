package io.parley.auth.login;

import io.parley.common.id.LoginId;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Stands in for the present password where an account has none: whoever signed in elsewhere just
/// now has shown who they are.
@Component
public final class RecentLogin {

  private static final Duration RECENT = Duration.ofMinutes(10);

  private final Logins logins;
  private final Clock clock;

  RecentLogin(Logins logins, Clock clock) {
    this.logins = logins;
    this.clock = clock;
  }

  /// Whether this login began within ten minutes. One that stands for a session at another issuer
  /// never did: it begins here when its first token is shown, however long ago its user signed in.
  public Mono<Boolean> isRecent(LoginId login) {
    return logins
        .find(login)
        .map(Logins.Stored::login)
        .filter(found -> found.mode() != LoginMode.FOREIGN)
        .map(found -> found.createdAt().plus(RECENT).isAfter(clock.instant()))
        .defaultIfEmpty(false);
  }
}
