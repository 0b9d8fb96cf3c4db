package io.parley.edge.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import io.parley.edge.TestKeys;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RemoteKeysTest {

  private static final String AWAY = "";

  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicReference<String> document = new AtomicReference<>(AWAY);
  private final AtomicLong nanos = new AtomicLong();
  private final WebClient auth =
      WebClient.builder().exchangeFunction(request -> Mono.defer(this::answer)).build();
  private final RemoteKeys keys = new RemoteKeys(auth, nanos::get);

  private Mono<ClientResponse> answer() {
    fetches.incrementAndGet();
    var body = document.get();
    return body.equals(AWAY)
        ? Mono.error(new IllegalStateException("away"))
        : Mono.just(
            ClientResponse.create(HttpStatus.OK)
                .header("Cache-Control", "public, max-age=1")
                .body(body)
                .build());
  }

  @Test
  void startThenAsksAgainAsOftenAsTheAnswerSays() {
    document.set(new TestKeys("k1").jwks());
    keys.start();
    try {
      awaitHeld("k1");
      document.set(new TestKeys("k2").jwks());
      awaitHeld("k2");
    } finally {
      keys.stop();
    }
  }

  @Test
  void verifierWhenUnknownIdsFloodThenFetchedOnceIn30Seconds() {
    document.set(new TestKeys("k1").jwks());

    Flux.range(0, 1000)
        .flatMap(i -> keys.verifier("odd-" + i), 16)
        .blockLast(Duration.ofSeconds(5));
    assertThat(fetches).hasValue(1);

    advance(Duration.ofSeconds(31));
    Flux.range(0, 1000)
        .flatMap(i -> keys.verifier("odd-" + i), 16)
        .blockLast(Duration.ofSeconds(5));
    assertThat(fetches).hasValue(2);
  }

  @Test
  void verifierWhenKeyIsNewThenFetchedAndKnown() {
    document.set(new TestKeys("k1").jwks());
    StepVerifier.create(keys.verifier("k1")).expectNextCount(1).verifyComplete();

    document.set(new TestKeys("k2").jwks());
    advance(Duration.ofSeconds(31));

    StepVerifier.create(keys.verifier("k2")).expectNextCount(1).verifyComplete();
    assertThat(keys.holds("k2")).isTrue();
    assertThat(keys.holds("k1")).isFalse();
  }

  @Test
  void verifierWhenAuthIsAwayThenOldKeysStay() {
    document.set(new TestKeys("k1").jwks());
    StepVerifier.create(keys.verifier("k1")).expectNextCount(1).verifyComplete();

    document.set(AWAY);
    advance(Duration.ofSeconds(31));

    StepVerifier.create(keys.verifier("k2")).verifyComplete();
    StepVerifier.create(keys.verifier("k1")).expectNextCount(1).verifyComplete();
    StepVerifier.create(keys.ready()).expectNext(true).verifyComplete();
  }

  @Test
  void verifierWhenNoKeyWasEverFetchedThenTryAgain() {
    StepVerifier.create(keys.verifier("k1"))
        .expectErrorMatches(
            e -> e instanceof ProblemException problem && problem.type() == ProblemType.TRY_AGAIN)
        .verify(Duration.ofSeconds(5));
    StepVerifier.create(keys.ready()).expectNext(false).verifyComplete();
  }

  @Test
  void startWhenAuthComesLateThenKeysArriveByThemselves() {
    keys.start();
    assertThat(keys.isRunning()).isTrue();
    document.set(new TestKeys("k1").jwks());

    awaitHeld("k1");
    keys.stop();
    assertThat(keys.isRunning()).isFalse();
  }

  @Test
  void verifierWhenDocumentIsNonsenseThenTryAgain() {
    document.set("{\"keys\":[]}");

    StepVerifier.create(keys.verifier("k1"))
        .expectError(ProblemException.class)
        .verify(Duration.ofSeconds(5));
  }

  private void awaitHeld(String keyId) {
    StepVerifier.create(
            Flux.interval(Duration.ofMillis(20)).filter(tick -> keys.holds(keyId)).next())
        .expectNextCount(1)
        .expectComplete()
        .verify(Duration.ofSeconds(10));
  }

  private void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }
}
