package io.parley.presence.query;

import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.presence.PresenceSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Asks chat-service who shares a conversation with whom.
@Component
final class Contacts {

  private static final String PATH = "/internal/contacts";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT_OVERALL = Duration.ofSeconds(4);

  private final WebClient services;
  private final List<URI> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  Contacts(@Qualifier("services") WebClient services, PresenceSettings settings) {
    this.services = services;
    this.nodes = List.copyOf(settings.chat());
  }

  /// Those of the users who share a conversation with this one. One node after the other is asked;
  /// fails with `try-again` when none answers.
  Mono<Set<UserId>> among(UserId user, List<UserId> users) {
    if (users.isEmpty()) {
      return Mono.just(Set.of());
    }
    Question question = new Question(user, users);
    return Flux.fromIterable(inTurn())
        .concatMapDelayError(node -> ask(node, question))
        .next()
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("an empty answer")))
        .timeout(TIMEOUT_OVERALL)
        .onErrorMap(cause -> ProblemException.tryAgain("Contacts cannot be looked up now", cause));
  }

  private record Question(UserId user, List<UserId> users) {}

  private record Answer(Set<UserId> users) {}

  private Mono<Set<UserId>> ask(URI node, Question question) {
    return services
        .post()
        .uri(node + PATH)
        .bodyValue(question)
        .retrieve()
        .bodyToMono(Answer.class)
        .timeout(TIMEOUT)
        .map(Answer::users);
  }

  private List<URI> inTurn() {
    int first = Math.floorMod(turn.getAndIncrement(), nodes.size());
    return IntStream.range(0, nodes.size())
        .mapToObj(i -> nodes.get((first + i) % nodes.size()))
        .toList();
  }
}
