package io.parley.auth.peer;

import io.parley.auth.AuthSettings;
import io.parley.auth.token.TokenIssuer;
import io.parley.common.id.UserId;
import io.parley.edge.InternalClients;
import io.parley.edge.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientRequest;

/// Asks chat-service about what a user has there. Any node will do, and each call takes the next
/// one. Errors of every method: `try-again` when it does not answer as it should.
@Component
public final class ChatService {

  private static final String NAME = "auth-service";
  private static final Duration ONE_STEP = Duration.ofSeconds(30);

  /// A reader may be slow, and then nothing is read here either.
  private static final Duration SLOWEST_READER = Duration.ofMinutes(2);

  private final List<WebClient> nodes;
  private final AtomicInteger next = new AtomicInteger();

  ChatService(InternalClients clients, TokenIssuer issuer, AuthSettings settings) {
    this.nodes =
        settings.chatUrls().stream()
            .map(URI::toString)
            .map(url -> clients.plain(url).mutate().filter(withOwnToken(issuer)).build())
            .toList();
  }

  private record Step(boolean more) {}

  /// Lets a user leave every conversation that can be left. Idempotent, and may be repeated after
  /// any error.
  public Mono<Void> leaveAll(UserId user) {
    return leaveSome(user).expand(step -> step.more() ? leaveSome(user) : Mono.empty()).then();
  }

  /// What a user has there, as lines of JSON. Errors before the first line when it cannot begin,
  /// and in the middle when it breaks off. Nobody else's time: read at the pace of the subscriber.
  public Mono<Flux<DataBuffer>> export(UserId user) {
    return node()
        .get()
        .uri("/internal/users/{user}/export", user.value())
        .httpRequest(
            request -> {
              HttpClientRequest http = request.getNativeRequest();
              http.responseTimeout(SLOWEST_READER);
            })
        .retrieve()
        .toEntityFlux(DataBuffer.class)
        .mapNotNull(answer -> answer.getBody())
        .timeout(ONE_STEP)
        .onErrorMap(ChatService::away);
  }

  private Mono<Step> leaveSome(UserId user) {
    return node()
        .post()
        .uri("/internal/users/{user}/leave", user.value())
        .httpRequest(
            request -> {
              HttpClientRequest http = request.getNativeRequest();
              http.responseTimeout(ONE_STEP);
            })
        .retrieve()
        .bodyToMono(Step.class)
        .timeout(ONE_STEP)
        .onErrorMap(ChatService::away);
  }

  private WebClient node() {
    return nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size()));
  }

  /// This service issues the tokens of services, its own as well.
  private static ExchangeFilterFunction withOwnToken(TokenIssuer issuer) {
    return (request, exchange) ->
        Mono.fromSupplier(() -> issuer.service(NAME).token())
            .map(
                token ->
                    ClientRequest.from(request)
                        .headers(headers -> headers.setBearerAuth(token))
                        .build())
            .flatMap(exchange::exchange);
  }

  private static ProblemException away(Throwable error) {
    return error instanceof ProblemException problem
        ? problem
        : ProblemException.tryAgain("Conversations cannot be asked about right now", error);
  }
}
