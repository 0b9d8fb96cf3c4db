package io.parley.gateway.forward;

import io.parley.edge.ServiceTokens;
import io.parley.edge.life.Background;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// The token by which services believe this gateway's word about a client's address. Kept fresh in
/// the background, so that no request waits for it; without one, services see the gateway's own
/// address. Stops after the web server.
@Component
class GatewayToken implements Background {

  private static final Logger log = LoggerFactory.getLogger(GatewayToken.class);

  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofMillis(250);

  private final ServiceTokens tokens;
  private volatile @Nullable String current;
  private final Work work = new Work();

  GatewayToken(ServiceTokens tokens) {
    this.tokens = tokens;
  }

  @Nullable String current() {
    return current;
  }

  @Override
  public Disposable begin() {
    return Mono.defer(this::renew)
        .repeatWhen(rounds -> rounds.concatMap(good -> Mono.delay(good > 0 ? PERIOD : SOON)))
        .subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  @Override
  public int getPhase() {
    return 0;
  }

  private Mono<String> renew() {
    return tokens
        .token()
        .doOnNext(token -> current = token)
        .doOnError(error -> log.debug("no service token yet: {}", error.toString()))
        .onErrorResume(error -> Mono.empty());
  }
}
