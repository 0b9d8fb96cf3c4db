package io.parley.chat.presence;

import io.parley.common.bus.Presence;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Asks presence-service for the present state of users.
final class PresenceClient {

  private static final Logger log = LoggerFactory.getLogger(PresenceClient.class);

  private static final int MOST_USERS = 200;
  private static final int CALLS_AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private record Answer(List<Presence> items) {}

  private final WebClient service;

  PresenceClient(WebClient service) {
    this.service = service;
  }

  /// Everyone's state; of those about whom presence-service cannot be asked it is unknown. Never an
  /// error.
  Flux<Presence> of(Collection<UserId> users) {
    return Flux.fromIterable(users).buffer(MOST_USERS).flatMap(this::ask, CALLS_AT_ONCE);
  }

  private Flux<Presence> ask(List<UserId> users) {
    return service
        .post()
        .uri("/internal/presence/query")
        .bodyValue(Map.of("users", users))
        .retrieve()
        .bodyToMono(Answer.class)
        .timeout(PATIENCE)
        .map(Answer::items)
        .onErrorResume(
            error -> {
              log.warn("presence-service does not answer: {}", error.toString());
              return Mono.just(users.stream().map(Presence::unknown).toList());
            })
        .flatMapIterable(items -> items);
  }
}
