package io.parley.edge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/// The token by which this service shows other services who it is: bought from auth-service with
/// the service secret, kept, and renewed a minute before its end. As a filter it puts the token on
/// each request, and buys another one once when the answer is 401.
public final class ServiceTokens implements ExchangeFilterFunction {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration EARLY = Duration.ofMinutes(1);

  private final Clock clock;
  private final AtomicReference<@Nullable Bought> current = new AtomicReference<>();
  private final Mono<Bought> purchase;

  public ServiceTokens(WebClient auth, String service, String secret, Clock clock) {
    this.clock = clock;
    this.purchase =
        auth.post()
            .uri("/internal/service-token")
            .headers(headers -> headers.setBearerAuth(secret))
            .bodyValue(Map.of("service", service))
            .retrieve()
            .bodyToMono(Bought.class)
            .timeout(TIMEOUT)
            .doOnNext(current::set)
            .share();
  }

  record Bought(String token, Instant expiresAt) {}

  /// A token that is good for another minute at least. Errors as the call to auth-service does.
  public Mono<String> token() {
    return Mono.defer(this::currentOrNew).map(Bought::token);
  }

  @Override
  public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
    return token().flatMap(token -> exchange(request, next, token));
  }

  private Mono<ClientResponse> exchange(
      ClientRequest request, ExchangeFunction next, String token) {
    return next.exchange(with(request, token))
        .flatMap(answer -> onceMore(request, next, token, answer));
  }

  private Mono<ClientResponse> onceMore(
      ClientRequest request, ExchangeFunction next, String used, ClientResponse answer) {
    if (!answer.statusCode().isSameCodeAs(HttpStatus.UNAUTHORIZED)) {
      return Mono.just(answer);
    }
    forget(used);
    return answer.releaseBody().then(token()).flatMap(token -> next.exchange(with(request, token)));
  }

  private Mono<Bought> currentOrNew() {
    var have = current.get();
    return have != null && clock.instant().plus(EARLY).isBefore(have.expiresAt())
        ? Mono.just(have)
        : purchase;
  }

  private void forget(String token) {
    current.updateAndGet(have -> have != null && have.token().equals(token) ? null : have);
  }

  private static ClientRequest with(ClientRequest request, String token) {
    return ClientRequest.from(request)
        .headers(headers -> headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + token))
        .build();
  }
}
