package io.parley.auth.login;

import io.parley.common.id.LoginId;
import io.parley.edge.LoginState;
import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Here, where logins are kept, an end counts at once: the store is asked for each request.
@Component
final class LivingLogins implements LoginState {

  private final Logins logins;
  private final Clock clock;

  LivingLogins(Logins logins, Clock clock) {
    this.logins = logins;
    this.clock = clock;
  }

  @Override
  public Mono<Boolean> ended(LoginId login) {
    return logins
        .find(login)
        .map(stored -> !stored.login().isLiveAt(clock.instant()))
        .defaultIfEmpty(true);
  }
}
