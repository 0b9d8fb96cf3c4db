package io.parley.edge.token;

import io.parley.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/// Foreign tokens as auth-service exchanges them, which alone talks to other issuers.
public final class RemoteForeignTokens implements ForeignTokens {

  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  private final WebClient auth;

  /// @param auth calls auth-service with this service's token
  public RemoteForeignTokens(WebClient auth) {
    this.auth = auth;
  }

  /// @param refusal why there is no token; null when there is one
  record Answer(@Nullable String token, @Nullable Instant renewAt, @Nullable String refusal) {

    @Override
    public String toString() {
      return "Answer[" + refusal + "]";
    }
  }

  @Override
  public boolean mayBe(String token) {
    return ForeignForm.mayBe(token);
  }

  @Override
  public Mono<Exchanged> exchange(String token) {
    return auth.post()
        .uri("/internal/foreign-tokens")
        .bodyValue(Map.of("token", token))
        .retrieve()
        .bodyToMono(Answer.class)
        .timeout(TIMEOUT)
        .onErrorMap(
            error -> ProblemException.tryAgain("The token cannot be verified right now", error))
        .flatMap(RemoteForeignTokens::decided);
  }

  private static Mono<Exchanged> decided(Answer answer) {
    var token = answer.token();
    var renewAt = answer.renewAt();
    if (token != null && renewAt != null) {
      return Mono.just(new Exchanged(token, renewAt));
    }
    var refusal = answer.refusal();
    return Mono.error(
        ProblemException.unauthenticated(refusal == null ? "The token is not valid" : refusal));
  }
}
