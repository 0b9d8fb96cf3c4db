package io.parley.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/// What every place that counts tokens keeps to.
interface BucketsContract {

  Buckets buckets();

  @Test
  default void takeWhenBurstIsUsedUpThenTellsHowLongToWait() {
    var limit = new Limit("test", Duration.ofSeconds(10), 3);
    var subject = UUID.randomUUID().toString();

    assertThat(take(limit, subject)).isZero();
    assertThat(take(limit, subject)).isZero();
    assertThat(take(limit, subject)).isZero();
    assertThat(take(limit, subject)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    assertThat(take(limit, subject + "-other")).isZero();
    assertThat(take(new Limit("test2", Duration.ofSeconds(10), 3), subject)).isZero();
  }

  @Test
  default void takeThenTellsHowLongUntilTheBucketIsFullAgain() {
    var limit = new Limit("test", Duration.ofSeconds(10), 3);
    var subject = UUID.randomUUID().toString();

    assertThat(left(limit, subject)).isEqualTo(2);
    assertThat(left(limit, subject)).isEqualTo(1);
    assertThat(left(limit, subject)).isZero();
    assertThat(left(limit, subject)).isZero();
  }

  @Test
  default void takeWhenTimePassesThenTokensComeBackOneByOne() {
    var limit = new Limit("test", Duration.ofMillis(300), 1);
    var subject = UUID.randomUUID().toString();

    assertThat(take(limit, subject)).isZero();
    assertThat(take(limit, subject)).isPositive();
    await().atMost(Duration.ofSeconds(2)).until(() -> take(limit, subject).isZero());
    assertThat(take(limit, subject)).isPositive();
  }

  @Test
  default void takeWhenManyAtOnceThenNoMoreThanTheBurstPass() {
    var limit = new Limit("test", Duration.ofMinutes(1), 20);
    var subject = UUID.randomUUID().toString();

    var passed =
        Flux.fromIterable(Collections.nCopies(100, subject))
            .flatMap(one -> buckets().take(limit, one), 32)
            .filter(taken -> !taken.isRefused())
            .count()
            .block();
    assertThat(passed).isEqualTo(20);
  }

  private long left(Limit limit, String subject) {
    var taken = buckets().take(limit, subject).block(Duration.ofSeconds(5));
    return taken == null ? -1 : limit.left(taken.fullIn());
  }

  private Duration take(Limit limit, String subject) {
    var taken = buckets().take(limit, subject).block(Duration.ofSeconds(5));
    return taken == null ? Duration.ofDays(1) : taken.delay();
  }
}
