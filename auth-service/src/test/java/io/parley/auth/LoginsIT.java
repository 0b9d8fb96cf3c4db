package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.common.bus.Channels;
import io.parley.common.bus.Revocation;
import io.parley.common.token.TokenKind;
import io.parley.edge.TokenVerifier;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginsIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final RunningAuth auth = RunningAuth.start("PARLEY_LIMIT_TICKETS_USER=5");

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
  }

  @Test
  void loginsWhenTwoThenBothWithTheCurrentMarked() {
    var name = freshName();
    auth.call("POST", "/api/auth/signup", RunningAuth.signUpBody(name), "User-Agent", "Phone/1");
    var second = auth.logIn(name, PHRASE).text("/accessToken");

    var logins = auth.get("/api/auth/logins", second);

    assertThat(logins.status()).isEqualTo(200);
    assertThat(logins.body().at("/items").size()).isEqualTo(2);
    assertThat(logins.body().at("/items/0/current").asBoolean()).isTrue();
    assertThat(logins.body().at("/items/1/current").asBoolean()).isFalse();
    assertThat(logins.text("/items/1/device")).isEqualTo("Phone/1");
    assertThat(logins.text("/items/0/address")).isEqualTo("127.0.0.1");
    assertThat(logins.text("/items/0/createdAt")).isNotBlank();
    assertThat(logins.text("/items/0/lastUsedAt")).isNotBlank();
    assertThat(logins.body().at("/next").isNull()).isTrue();
  }

  @Test
  void endWhenAnotherOfOnesOwnThenOver() {
    var name = freshName();
    var first = auth.signUp(name).text("/accessToken");
    var second = auth.logIn(name, PHRASE).text("/accessToken");
    var id = auth.get("/api/auth/logins", second).text("/items/1/id");

    assertThat(delete(id, second)).isEqualTo(204);

    assertThat(auth.get("/api/auth/check", first).status()).isEqualTo(401);
    assertThat(auth.get("/api/auth/check", second).status()).isEqualTo(200);
    assertThat(delete(id, second)).isEqualTo(404);
  }

  @Test
  void endWhenAnnouncedThenOnTheBusAndInTheList() {
    var heard = new CopyOnWriteArrayList<String>();
    var redis = auth.bean(ReactiveStringRedisTemplate.class);
    var listening =
        redis.listenToChannel(Channels.REVOCATIONS).subscribe(m -> heard.add(m.getMessage()));
    Eventually.isTrue(
        () -> redis.convertAndSend(Channels.REVOCATIONS, "{}").blockOptional(SOON).orElse(0L) > 0);
    var tokens = auth.signUp(freshName());
    var login = auth.get("/api/auth/logins", tokens.text("/accessToken")).text("/items/0/id");
    var service = auth.serviceToken("chat-service");

    auth.post("/api/auth/logout", null, tokens.text("/accessToken"));

    Eventually.isTrue(() -> heard.stream().anyMatch(message -> message.contains(login)));
    listening.dispose();
    var message = heard.stream().filter(text -> text.contains(login)).findFirst().orElseThrow();
    var revocation = JsonMapper.shared().readValue(message, Revocation.class);
    assertThat(revocation.user().value()).isEqualTo(tokens.text("/user/id"));
    assertThat(revocation.until()).isAfter(Instant.now());
    var page = auth.get("/internal/revocations?after=", service);
    assertThat(page.body().at("/items").toString()).contains(login);
    assertThat(page.body().at("/more").asBoolean()).isFalse();
    var next = auth.get("/internal/revocations?after=" + page.text("/next"), service);
    assertThat(next.body().at("/items").toString()).contains(login);
  }

  @Test
  void ticketWhenBoughtThenVerifiesAndSaysUntilWhen() {
    var tokens = auth.signUp(freshName());
    var access = tokens.text("/accessToken");

    var ticket = auth.post("/api/auth/ticket", null, access);

    assertThat(ticket.status()).isEqualTo(201);
    var verified =
        auth.bean(TokenVerifier.class)
            .inspect(ticket.text("/ticket"), TokenKind.TICKET)
            .block(SOON);
    assertThat(verified).isNotNull();
    assertThat(verified.caller().user().value()).isEqualTo(tokens.text("/user/id"));
    assertThat(verified.caller().expiresAt()).isEqualTo(Instant.parse(tokens.text("/expiresAt")));
    assertThat(verified.expiresAt()).isEqualTo(Instant.parse(ticket.text("/expiresAt")));
    assertThat(auth.get("/api/auth/check", ticket.text("/ticket")).status()).isEqualTo(401);
    for (int i = 0; i < 4; i++) {
      assertThat(auth.post("/api/auth/ticket", Map.of(), access).status()).isEqualTo(201);
    }
    var limited = auth.post("/api/auth/ticket", null, access);
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.headers().getFirst("Retry-After")).isNotBlank();
    assertThat(limited.body().at("/retryAfterMillis").asLong()).isPositive();
  }

  @Test
  void jwksWhenFetchedThenVerifiesTokensAndHoldsNothingPrivate() throws ParseException {
    var token = SignedJWT.parse(auth.signUp(freshName()).text("/accessToken"));

    var jwks = auth.call("GET", "/.well-known/jwks.json", null);

    assertThat(jwks.status()).isEqualTo(200);
    var key = JWKSet.parse(jwks.body().toString()).getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwks.body().toString()).doesNotContain("\"d\"");
    assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
    var claims = token.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("parley");
    assertThat(claims.getAudience()).isEqualTo(List.of("parley"));
    assertThat(claims.getClaims()).containsKeys("sub", "sid", "jti", "iat", "exp", "roles");
    assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
        .isBetween(598_000L, 600_000L);
  }

  private int delete(String id, String token) {
    return auth.call("DELETE", "/api/auth/logins/" + id, null, "Authorization", "Bearer " + token)
        .status();
  }
}
