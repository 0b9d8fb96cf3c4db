package io.parley.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ReadyControllerTest {

  private static final Duration A_GATEWAY_WAITS = Duration.ofSeconds(1);

  @Test
  void readyWhenACheckIsLateThenAnswersLaterThanAGatewayWaits() {
    StepVerifier.withVirtualTime(
            () -> ready(() -> Mono.just(true).delayElement(Duration.ofMillis(1_500))))
        .expectSubscription()
        .expectNoEvent(A_GATEWAY_WAITS)
        .thenAwait(Duration.ofSeconds(1))
        .expectNext(HttpStatus.OK.value())
        .verifyComplete();
  }

  @Test
  void readyWhenACheckNeverAnswersThenSaysNoInTheEnd() {
    StepVerifier.withVirtualTime(() -> ready(Mono::never))
        .expectSubscription()
        .expectNoEvent(A_GATEWAY_WAITS)
        .thenAwait(Duration.ofSeconds(3))
        .expectNext(HttpStatus.SERVICE_UNAVAILABLE.value())
        .verifyComplete();
  }

  @Test
  void readyWhenACheckFailsThenSaysNoAtOnce() {
    ReadyCheck failing = () -> Mono.error(new IllegalStateException("store is away"));
    assertThat(ready(failing).block(Duration.ZERO))
        .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE.value());
  }

  private static Mono<Integer> ready(ReadyCheck check) {
    var availability = new ApplicationAvailabilityBean();
    availability.onApplicationEvent(
        new AvailabilityChangeEvent<>("test", ReadinessState.ACCEPTING_TRAFFIC));
    return new ReadyController(availability, List.of(check), new Farewell(Duration.ofSeconds(3)))
        .ready(null)
        .map(answer -> answer.getStatusCode().value());
  }
}
