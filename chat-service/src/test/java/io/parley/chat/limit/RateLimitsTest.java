package io.parley.chat.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatSettings;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RateLimitsTest {

  private final MovingClock clock = new MovingClock();
  private final UserId user = new UserId("ada");

  @Test
  void takeWhenTheBucketIsEmptyThenRateLimitedUntilTheNextComes() {
    var limits = new RateLimits(limits(10, 3), new LocalBuckets(10, clock::millis), clock);
    for (int i = 0; i < 3; i++) {
      StepVerifier.create(limits.take(Limit.SENDS, user)).verifyComplete();
    }
    StepVerifier.create(limits.take(Limit.SENDS, user))
        .expectErrorSatisfies(error -> assertWait(error, Duration.ofMillis(100)))
        .verify();
    StepVerifier.create(limits.take(Limit.SENDS, new UserId("ben"))).verifyComplete();
    clock.now = clock.now.plusMillis(100);
    StepVerifier.create(limits.take(Limit.SENDS, user)).verifyComplete();
    StepVerifier.create(limits.take(Limit.SENDS, user)).verifyError(ProblemException.class);
  }

  @Test
  void takeWhenTheLimitIsZeroThenNoLimit() {
    var limits = new RateLimits(limits(0, 3), new LocalBuckets(10, clock::millis), clock);
    for (int i = 0; i < 100; i++) {
      StepVerifier.create(limits.take(Limit.SENDS, user)).verifyComplete();
    }
  }

  @Test
  void takeWhenRedisIsAwayThenThisNodeCountsAndAsksAgainLater() {
    var asked = new int[1];
    Buckets away =
        (_, _) ->
            Mono.defer(
                () -> {
                  asked[0]++;
                  return Mono.error(new IllegalStateException("away"));
                });
    var limits = new RateLimits(limits(10, 2), away, clock);
    StepVerifier.create(limits.take(Limit.SENDS, user)).verifyComplete();
    StepVerifier.create(limits.take(Limit.SENDS, user)).verifyComplete();
    StepVerifier.create(limits.take(Limit.SENDS, user)).verifyError(ProblemException.class);
    assertThat(asked[0]).isEqualTo(1);
    clock.now = clock.now.plusSeconds(3);
    StepVerifier.create(limits.take(Limit.SENDS, user)).verifyComplete();
    assertThat(asked[0]).isEqualTo(2);
  }

  @Test
  void takeWhenHourlyThenTheWaitIsOfThatRate() {
    var limits = new RateLimits(limits(10, 2), new LocalBuckets(10, clock::millis), clock);
    StepVerifier.create(limits.take(Limit.NEW_CONVERSATIONS, user)).verifyComplete();
    StepVerifier.create(limits.take(Limit.NEW_CONVERSATIONS, user))
        .expectErrorSatisfies(error -> assertWait(error, Duration.ofHours(1)))
        .verify();
  }

  @Test
  void takeWhenMoreUsersThanRoomThenTheEldestBucketIsFullAgain() {
    var limits = new RateLimits(limits(1, 1), new LocalBuckets(2, clock::millis), clock);
    for (var name : new String[] {"a", "b", "c", "a"}) {
      StepVerifier.create(limits.take(Limit.SENDS, new UserId(name))).verifyComplete();
    }
  }

  private static void assertWait(Throwable error, Duration expected) {
    assertThat(error)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.type()).isEqualTo(ProblemType.RATE_LIMITED);
              assertThat(problem.retryAfter()).isEqualTo(expected);
            });
  }

  private static ChatSettings.Limits limits(int perSecond, int burst) {
    return new ChatSettings.Limits(perSecond, burst, 1, 16_384, 4_096, 50);
  }

  private static final class MovingClock extends Clock {

    private Instant now = Instant.parse("2026-11-21T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
