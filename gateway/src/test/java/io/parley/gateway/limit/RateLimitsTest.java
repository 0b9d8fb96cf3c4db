package io.parley.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RateLimitsTest {

  private static final Limit LIMIT = new Limit("requests", Duration.ofSeconds(1), 2);

  private final HttpHeaders answer = new HttpHeaders();
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void passWhenRefusedThenRateLimitedWithTheTimeToWait() {
    var limits =
        limits(
            (limit, subject) ->
                Mono.just(new Taken(Duration.ofMillis(700), Duration.ofSeconds(2))));

    StepVerifier.create(limits.pass(LIMIT, "ann", answer))
        .expectErrorSatisfies(
            error -> {
              var problem = (ProblemException) error;
              assertThat(problem.type().status()).isEqualTo(429);
              assertThat(problem.retryAfter()).isEqualTo(Duration.ofMillis(700));
            })
        .verify();
  }

  @Test
  void passThenSaysWhatIsLeft() {
    var limits =
        limits((limit, subject) -> Mono.just(new Taken(Duration.ZERO, Duration.ofMillis(1000))));

    StepVerifier.create(limits.pass(LIMIT, "ann", answer)).verifyComplete();
    assertThat(answer.get("RateLimit-Policy")).containsExactly("\"requests\";q=2;w=2");
    assertThat(answer.get("RateLimit")).containsExactly("\"requests\";r=1;t=1");
  }

  @Test
  void passWhenLimitIsOffThenNobodyIsAsked() {
    var limits = limits((limit, subject) -> Mono.error(new IOException("must not be asked")));

    StepVerifier.create(limits.pass(Limit.of("x", 0, Duration.ofSeconds(1), 5), "ann", answer))
        .verifyComplete();
    StepVerifier.create(limits.pass(Limit.of("x", 5, Duration.ofSeconds(1), 0), "ann", answer))
        .verifyComplete();
    assertThat(asked).hasValue(0);
  }

  @Test
  void passWhenSharedIsAwayThenOwnCountsAndSharedRestsForASecond() {
    var limits = limits((limit, subject) -> Mono.error(new IOException("away")));

    StepVerifier.create(limits.pass(LIMIT, "ann", answer)).verifyComplete();
    StepVerifier.create(limits.pass(LIMIT, "ann", answer)).verifyComplete();
    StepVerifier.create(limits.pass(LIMIT, "ann", answer)).verifyError(ProblemException.class);
    assertThat(asked).hasValue(1);

    now.addAndGet(Duration.ofMillis(1001).toNanos());
    StepVerifier.create(limits.pass(LIMIT, "ann", answer)).verifyComplete();
    assertThat(asked).hasValue(2);
  }

  private RateLimits limits(Buckets shared) {
    return new RateLimits(
        (limit, subject) ->
            Mono.defer(
                () -> {
                  asked.incrementAndGet();
                  return shared.take(limit, subject);
                }),
        new LocalBuckets(now::get),
        now::get);
  }
}
