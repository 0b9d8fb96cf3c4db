package io.parley.auth.federated;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import io.parley.edge.token.ForeignTokens;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Access tokens of other issuers for services that were shown one.
@RestController
final class ForeignTokenController {

  private final ForeignTokens tokens;

  ForeignTokenController(ForeignTokens tokens) {
    this.tokens = tokens;
  }

  record Request(@Nullable String token) {

    @Override
    public String toString() {
      return "Request";
    }
  }

  /// A refusal is an answer too, so that it is told from one of the service that asks.
  record Answer(@Nullable String token, @Nullable Instant renewAt, @Nullable String refusal) {

    @Override
    public String toString() {
      return "Answer[" + refusal + "]";
    }
  }

  @PostMapping("/internal/foreign-tokens")
  Mono<Answer> exchange(@RequestBody Request request) {
    var token = request.token();
    if (token == null || !tokens.mayBe(token)) {
      return Mono.just(new Answer(null, null, "The token is not valid"));
    }
    return tokens
        .exchange(token)
        .map(good -> new Answer(good.token(), good.renewAt(), null))
        .onErrorResume(
            ProblemException.class,
            problem ->
                problem.type() == ProblemType.UNAUTHENTICATED
                    ? Mono.just(new Answer(null, null, problem.detail()))
                    : Mono.error(problem));
  }
}
