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

  /// Whether this login began within ten minutes.
  public Mono<Boolean> isRecent(LoginId login) {
    return logins
        .find(login)
        .map(stored -> stored.login().createdAt().plus(RECENT).isAfter(clock.instant()))
        .defaultIfEmpty(false);
  }
}
