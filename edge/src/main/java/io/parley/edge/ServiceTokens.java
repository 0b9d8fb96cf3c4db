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
  private final AtomicReference<@Nullable String> refused = new AtomicReference<>();
  private final Mono<Bought> current;

  public ServiceTokens(WebClient auth, String service, String secret, Clock clock) {
    this.clock = clock;
    this.current =
        auth.post()
            .uri("/internal/service-token")
            .headers(headers -> headers.setBearerAuth(secret))
            .bodyValue(Map.of("service", service))
            .retrieve()
            .bodyToMono(Bought.class)
            .timeout(TIMEOUT)
            .cacheInvalidateIf(this::isSpent);
  }

  record Bought(String token, Instant expiresAt) {}

  /// A token that is good for another minute at least. Errors as the call to auth-service does.
  public Mono<String> token() {
    return current.map(Bought::token);
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
    refused.set(used);
    return answer.releaseBody().then(token()).flatMap(token -> next.exchange(with(request, token)));
  }

  private boolean isSpent(Bought have) {
    return have.token().equals(refused.get())
        || !clock.instant().plus(EARLY).isBefore(have.expiresAt());
  }

  private static ClientRequest with(ClientRequest request, String token) {
    return ClientRequest.from(request)
        .headers(headers -> headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + token))
        .build();
  }
}
