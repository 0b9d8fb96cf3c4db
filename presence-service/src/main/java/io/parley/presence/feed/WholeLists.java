package io.parley.presence.feed;

import io.parley.common.bus.PresenceSessions;
import io.parley.presence.PresenceSettings;
import io.parley.presence.state.Incarnation;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/// Asks chat nodes for all of their sessions.
@Component
final class WholeLists {

  private static final String PATH = "/internal/presence/sessions";

  private final WebClient services;
  private final Duration timeout;

  WholeLists(@Qualifier("services") WebClient services, PresenceSettings settings) {
    this.services = services;
    this.timeout = settings.nodes().listTimeout();
  }

  /// The list of one incarnation. Fails with [ListRefused] when another one answers at its address,
  /// and with what the client says when nobody does in time.
  Mono<PresenceSessions> ask(Incarnation incarnation, String url) {
    return services
        .get()
        .uri(url + PATH)
        .retrieve()
        .bodyToMono(PresenceSessions.class)
        .timeout(timeout)
        .flatMap(list -> checked(incarnation, list));
  }

  private static Mono<PresenceSessions> checked(Incarnation incarnation, PresenceSessions list) {
    return list.incarnation().equals(incarnation.value())
        ? Mono.just(list)
        : Mono.error(
            new ListRefused("another incarnation answers at the address of " + incarnation));
  }
}
