package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.problem.ProblemType;
import io.parley.common.token.TokenKind;
import io.parley.edge.token.ForeignForm;
import io.parley.edge.token.ForeignTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// Tokens of other issuers, as a service meets them.
class ForeignTokensTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final TestKeys ours = new TestKeys("key-1");
  private final TestKeys theirs = new TestKeys("key-1");
  private final MovingClock clock = new MovingClock(NOW);
  private final AtomicInteger exchanges = new AtomicInteger();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final TokenVerifier verifier =
      new TokenVerifier(
          ours,
          login -> Mono.fromSupplier(() -> ended.contains(login.value())),
          new Exchange(),
          clock);

  private final class Exchange implements ForeignTokens {

    @Override
    public boolean mayBe(String token) {
      return ForeignForm.mayBe(token);
    }

    @Override
    public Mono<Exchanged> exchange(String token) {
      return Mono.fromSupplier(
          () -> {
            exchanges.incrementAndGet();
            var end = clock.instant().plusSeconds(300);
            return new Exchanged(
                ours.token(TokenKind.ACCESS, "u1", end), end.minus(Duration.ofSeconds(90)));
          });
    }
  }

  @Test
  void verifyWhenForeignThenTheCallerOfTheExchangedOneAndAskedOnce() {
    var token = foreign("their-user");

    for (int i = 0; i < 3; i++) {
      StepVerifier.create(verifier.verify(token, TokenKind.ACCESS))
          .assertNext(caller -> assertThat(caller.user().value()).isEqualTo("u1"))
          .verifyComplete();
    }

    assertThat(exchanges).hasValue(1);
  }

  @Test
  void verifyWhenItIsTimeToRenewThenExchangedAgainWithALaterEnd() {
    var token = foreign("their-user");
    StepVerifier.create(verifier.verify(token, TokenKind.ACCESS))
        .expectNextCount(1)
        .verifyComplete();

    clock.move(Duration.ofSeconds(240));

    StepVerifier.create(verifier.verify(token, TokenKind.ACCESS))
        .assertNext(caller -> assertThat(caller.expiresAt()).isEqualTo(NOW.plusSeconds(240 + 300)))
        .verifyComplete();
    assertThat(exchanges).hasValue(2);
  }

  @Test
  void verifyWhenTheLoginEndedThenRefusedAtOnce() {
    var token = foreign("their-user");
    StepVerifier.create(verifier.verify(token, TokenKind.ACCESS))
        .expectNextCount(1)
        .verifyComplete();

    ended.add("login-of-u1");

    StepVerifier.create(verifier.verify(token, TokenKind.ACCESS))
        .expectErrorMatches(ForeignTokensTest::isUnauthenticated)
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void verifyWhenForeignForAnotherPurposeThenRefusedUnasked() {
    for (var kind : Set.of(TokenKind.TICKET, TokenKind.SERVICE)) {
      StepVerifier.create(verifier.verify(foreign("their-user"), kind))
          .expectErrorMatches(ForeignTokensTest::isUnauthenticated)
          .verify(Duration.ofSeconds(5));
    }
    assertThat(exchanges).hasValue(0);
  }

  @Test
  void verifyWhenItClaimsToBeOursThenNeverExchanged() {
    var token = theirs.token(TokenKind.ACCESS, "u1", NOW.plusSeconds(300));

    StepVerifier.create(verifier.verify(token, TokenKind.ACCESS))
        .expectErrorMatches(ForeignTokensTest::isUnauthenticated)
        .verify(Duration.ofSeconds(5));
    assertThat(exchanges).hasValue(0);
  }

  @Test
  void mayBeWhenNoSignedTokenOfAnotherIssuerThenNo() {
    assertThat(ForeignForm.mayBe("")).isFalse();
    assertThat(ForeignForm.mayBe("ey")).isFalse();
    assertThat(ForeignForm.mayBe("ey.ey.ey")).isFalse();
    assertThat(ForeignForm.mayBe(foreign("x".repeat(8000)))).isFalse();
    assertThat(ForeignForm.mayBe(foreign("u"))).isTrue();
  }

  private String foreign(String subject) {
    return theirs.token(
        TokenKind.ACCESS,
        subject,
        NOW.plusSeconds(3600),
        header -> {},
        claims -> claims.issuer("https://issuer.example"));
  }

  private static boolean isUnauthenticated(Throwable error) {
    return error instanceof ProblemException problem
        && problem.type() == ProblemType.UNAUTHENTICATED;
  }
}
