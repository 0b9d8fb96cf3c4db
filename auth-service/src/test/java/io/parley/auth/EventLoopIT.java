package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.testing.BlockingCalls;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Logins with hashing at its real cost, watched by BlockHound.
class EventLoopIT {

  @Test
  void foundWhenAParallelThreadParksThenNoted() {
    BlockingCalls.listen();
    Mono.fromCallable(EventLoopIT::parkForAMoment).subscribeOn(Schedulers.parallel()).block();
    assertThat(BlockingCalls.found()).isNotEmpty();
  }

  @Test
  void logInWhenManyAtOnceAtRealCostThenTheEventLoopNeverBlocks() {
    try (var auth =
        RunningAuth.start(
            "PARLEY_ARGON2_MEMORY_KIB=19456",
            "PARLEY_ARGON2_ITERATIONS=2",
            "PARLEY_LIMIT_PASSWORD_QUEUE=4",
            "PARLEY_PASSWORD_THREADS=1")) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      var name = freshName();
      assertThat(auth.signUp(name).status()).isEqualTo(201);

      var answers = Concurrently.times(20, () -> auth.logIn(name, PHRASE));

      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.status()).isIn(200, 503))
          .anySatisfy(answer -> assertThat(answer.status()).isEqualTo(200))
          .anySatisfy(
              answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text("/type")).isEqualTo("/problems/try-again");
                assertThat(answer.headers().getFirst("Retry-After")).isEqualTo("1");
              });
      var refresh =
          answers.stream()
              .filter(a -> a.status() == 200)
              .findFirst()
              .orElseThrow()
              .text("/refreshToken");
      assertThat(auth.refresh(refresh).status()).isEqualTo(200);
      assertThat(auth.call("POST", "/api/auth/logout", Map.of("refreshToken", refresh)).status())
          .isEqualTo(204);
    }
  }

  private static String parkForAMoment() {
    LockSupport.parkNanos(1);
    return "parked";
  }
}
