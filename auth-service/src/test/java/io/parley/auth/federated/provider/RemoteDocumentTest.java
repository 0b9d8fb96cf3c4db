package io.parley.auth.federated.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class RemoteDocumentTest {

  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final RemoteDocument<Integer> document =
      new RemoteDocument<>(Mono.defer(this::fetch), Duration.ofMinutes(10), nanos::get);

  private Mono<Integer> fetch() {
    var count = fetches.incrementAndGet();
    return away.get() ? Mono.error(new IllegalStateException("away")) : Mono.just(count);
  }

  @Test
  void getWhenFreshThenFetchedOnce() {
    Flux.range(0, 100).concatMap(i -> document.get()).blockLast();

    assertThat(fetches).hasValue(1);
  }

  @Test
  void againWhenFloodedThenFetchedOnceIn30Seconds() {
    document.get().block();
    Flux.range(0, 1000).concatMap(i -> document.again()).blockLast();
    assertThat(fetches).hasValue(1);

    advance(Duration.ofSeconds(31));
    Flux.range(0, 1000).concatMap(i -> document.again()).blockLast();
    assertThat(fetches).hasValue(2);
  }

  @Test
  void getWhenOldThenFetchedAndTheOldOneCountsWhileThatFails() {
    document.get().block();
    advance(Duration.ofMinutes(11));
    away.set(true);
    StepVerifier.create(document.get()).expectNext(1).verifyComplete();
    assertThat(fetches).hasValue(2);

    away.set(false);
    advance(Duration.ofSeconds(31));
    StepVerifier.create(document.get()).expectNext(3).verifyComplete();
  }

  @Test
  void getWhenNeverHadThenAskedForOnceASecond() {
    away.set(true);
    for (int i = 0; i < 100; i++) {
      StepVerifier.create(document.get()).verifyErrorMessage("away");
    }
    assertThat(fetches).hasValue(1);

    away.set(false);
    advance(Duration.ofSeconds(2));
    StepVerifier.create(document.get()).expectNext(2).verifyComplete();
  }

  @Test
  void getWhenManyWaitThenOneFetchForAll() {
    Sinks.One<Integer> answer = Sinks.one();
    var slow =
        new RemoteDocument<>(
            answer.asMono().doOnSubscribe(s -> fetches.incrementAndGet()),
            Duration.ofMinutes(10),
            nanos::get);
    var waiting = Flux.range(0, 20).flatMap(i -> slow.get(), 20).collectList().toFuture();

    answer.tryEmitValue(7).orThrow();

    assertThat(waiting.join()).hasSize(20).containsOnly(7);
    assertThat(fetches).hasValue(1);
  }

  private void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
