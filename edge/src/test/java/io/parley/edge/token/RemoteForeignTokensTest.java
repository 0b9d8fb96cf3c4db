package io.parley.edge.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RemoteForeignTokensTest {

  private final AtomicReference<Mono<ClientResponse>> answer = new AtomicReference<>(Mono.never());
  private final RemoteForeignTokens tokens =
      new RemoteForeignTokens(
          WebClient.builder().exchangeFunction(request -> Mono.defer(answer::get)).build());

  @Test
  void exchangeWhenGoodThenTheToken() {
    answers(HttpStatus.OK, "{\"token\": \"t\", \"renewAt\": \"2026-11-21T12:00:00.000Z\"}");

    StepVerifier.create(tokens.exchange("foreign"))
        .assertNext(
            good -> {
              assertThat(good.token()).isEqualTo("t");
              assertThat(good.renewAt()).isEqualTo(Instant.parse("2026-11-21T12:00:00Z"));
              assertThat(good.toString()).doesNotContain("t,");
            })
        .verifyComplete();
  }

  @Test
  void exchangeWhenRefusedThenUnauthenticatedWithTheReason() {
    answers(HttpStatus.OK, "{\"refusal\": \"The login has ended\"}");

    errsWith(ProblemType.UNAUTHENTICATED, "The login has ended");
  }

  @Test
  void exchangeWhenTheServiceIsAwayOrBrokenThenTryAgain() {
    answers(HttpStatus.SERVICE_UNAVAILABLE, "{}");
    errsWith(ProblemType.TRY_AGAIN, "The token cannot be verified right now");
    answers(HttpStatus.UNAUTHORIZED, "{}");
    errsWith(ProblemType.TRY_AGAIN, "The token cannot be verified right now");
    answer.set(Mono.error(new IllegalStateException("away")));
    errsWith(ProblemType.TRY_AGAIN, "The token cannot be verified right now");
  }

  private void answers(HttpStatus status, String body) {
    answer.set(
        Mono.fromSupplier(
            () ->
                ClientResponse.create(status)
                    .header("Content-Type", "application/json")
                    .body(body)
                    .build()));
  }

  private void errsWith(ProblemType type, String detail) {
    StepVerifier.create(tokens.exchange("foreign"))
        .expectErrorMatches(
            error ->
                error instanceof ProblemException problem
                    && problem.type() == type
                    && problem.detail().equals(detail))
        .verify(Duration.ofSeconds(5));
  }
}
