package io.parley.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.AuthSettings;
import io.parley.auth.password.PasswordHasher.Verdict;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PasswordHasherTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final PasswordHasher hasher = new PasswordHasher(new AuthSettings.Hashing(256, 1, 1, 8));

  @AfterEach
  void stop() {
    hasher.destroy();
  }

  @Test
  void checkWhenRightThenRightAndOtherwiseNot() {
    var hash = hasher.hash("some phrase").block(SOON);

    assertThat(hash).startsWith("$argon2id$v=19$m=256,t=1,p=1$");
    StepVerifier.create(hasher.check("some phrase", hash))
        .expectNext(new Verdict(true, false))
        .verifyComplete();
    StepVerifier.create(hasher.check("other phrase", hash))
        .expectNext(new Verdict(false, false))
        .verifyComplete();
    StepVerifier.create(hasher.check("the password of nobody", null))
        .expectNext(new Verdict(false, false))
        .verifyComplete();
  }

  @Test
  void checkWhenCostHasRisenThenAsksForARehash() {
    var hash = hasher.hash("some phrase").block(SOON);
    var dearer = new PasswordHasher(new AuthSettings.Hashing(512, 2, 1, 8));

    StepVerifier.create(dearer.check("some phrase", hash))
        .expectNext(new Verdict(true, true))
        .verifyComplete();
    dearer.destroy();
  }

  @Test
  void checkThenTheSameWorkWithoutAHashAndForACheaperOne() {
    var cheap = hasher.hash("some phrase").block(SOON);
    var dearer = new PasswordHasher(new AuthSettings.Hashing(512, 2, 1, 8));
    var fresh = dearer.hash("some phrase").block(SOON);
    assertThat(dearer.work()).isEqualTo(512 * 2);

    for (var hash : Arrays.asList(fresh, cheap, null)) {
      var before = dearer.work();
      dearer.check("other phrase", hash).block(SOON);
      assertThat(dearer.work() - before).as("%s", hash).isEqualTo(512 * 2);
    }
    dearer.destroy();
  }

  @Test
  void checkWhenQueueIsFullThenTryAgain() {
    var slow = new PasswordHasher(new AuthSettings.Hashing(19_456, 2, 1, 2));

    var refused =
        Flux.range(0, 20)
            .flatMap(
                i ->
                    slow.hash("some phrase")
                        .map(hash -> "hashed")
                        .onErrorResume(
                            ProblemException.class,
                            problem ->
                                Mono.just(
                                    problem.type() == ProblemType.TRY_AGAIN ? "full" : "other")),
                20)
            .collectList()
            .block(SOON);

    assertThat(refused).contains("hashed", "full").doesNotContain("other");
    slow.destroy();
  }
}
