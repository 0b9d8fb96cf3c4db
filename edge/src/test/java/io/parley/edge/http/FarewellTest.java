package io.parley.edge.http;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FarewellTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration ON_THE_WAY = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Farewell farewell = new Farewell(PATIENCE);

  @Test
  void farewellWhenNobodyLooksThenAtOnce() {
    StepVerifier.withVirtualTime(farewell::leave).verifyComplete();
  }

  @Test
  void farewellWhenOneGatewayHasNotHeardThenItWaitsForThatOne() {
    StepVerifier.withVirtualTime(
            () -> after(farewell -> told(farewell, true, "first", "second"), farewell))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(1))
        .then(() -> told(farewell, false, "first"))
        .expectNoEvent(Duration.ofSeconds(1))
        .then(() -> told(farewell, false, "second"))
        .expectNoEvent(ON_THE_WAY.minus(LOOK))
        .thenAwait(LOOK)
        .verifyComplete();
  }

  @Test
  void farewellWhenAGatewayNeverLooksAgainThenItCountsAsGone() {
    StepVerifier.withVirtualTime(() -> after(farewell -> told(farewell, true, "killed"), farewell))
        .expectSubscription()
        .expectNoEvent(PATIENCE.minus(LOOK))
        .thenAwait(LOOK)
        .verifyComplete();
  }

  @Test
  void farewellWhenGatewaysThatHaveHeardLookAgainThenTheyDoNotHoldItUp() {
    StepVerifier.withVirtualTime(
            () -> after(farewell -> told(farewell, true, "first", "second"), farewell))
        .expectSubscription()
        .then(() -> told(farewell, false, "first", "second"))
        .expectNoEvent(ON_THE_WAY.minus(LOOK))
        .then(() -> told(farewell, false, "first", "second"))
        .thenAwait(LOOK)
        .verifyComplete();
  }

  @Test
  void farewellWithoutPatienceWhenAGatewayLooksThenAtOnce() {
    var hasty = new Farewell(Duration.ZERO);
    StepVerifier.withVirtualTime(() -> after(one -> told(one, true, "first"), hasty))
        .verifyComplete();
  }

  private static Mono<Void> after(Consumer<Farewell> looks, Farewell farewell) {
    return Mono.fromRunnable(() -> looks.accept(farewell)).then(farewell.leave());
  }

  private static void told(Farewell farewell, boolean ready, String... gateways) {
    for (var gateway : gateways) {
      farewell.told(gateway, ready);
    }
  }
}
