package io.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.token.TokenKind;
import io.parley.edge.TokenVerifier;
import io.parley.edge.token.ForeignTokens;
import io.parley.edge.token.RemoteKeys;
import io.parley.testing.TestMongo;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/// Signing keys change twice while users log in, refresh and call, and a service verifies what they
/// show by the JWKS: nobody is refused.
class KeyRotationIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int USERS = 3;

  private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void twoRotationsUnderLoadThenNobodyIsRefused() throws InterruptedException {
    try (var auth = RunningAuth.start("PARLEY_SIGNING_KEY_LEAD=4s")) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      var keys = new RemoteKeys(WebClient.create(auth.url()));
      var service =
          new TokenVerifier(keys, login -> Mono.just(false), ForeignTokens.NONE, Clock.systemUTC());
      keys.start();
      var users = new ArrayList<Thread>();
      try {
        Eventually.isTrue(() -> Boolean.TRUE.equals(keys.ready().block(SOON)));
        for (int i = 0; i < USERS; i++) {
          users.add(Thread.ofVirtual().start(() -> use(auth, service)));
        }
        var operator = auth.serviceToken("operator");
        for (int generation = 2; generation <= 3; generation++) {
          var kid = auth.post("/internal/signing-keys", null, operator).text("/kid");
          assertThat(kid).isNotEmpty();
          Eventually.isTrue(() -> seen.contains(kid));
        }
        var before = answered.get();
        Eventually.isTrue(() -> answered.get() > before + USERS);
      } finally {
        over.set(true);
        for (var user : users) {
          user.join(SOON);
        }
        keys.stop();
      }
      assertThat(refused).isEmpty();
      assertThat(seen).hasSize(3);
      var generations = auth.get("/internal/signing-keys", auth.serviceToken("operator"));
      assertThat(generations.body().get("items").size()).isEqualTo(3);
    }
  }

  @Test
  void masterKeyChangesThenLoginsGoOnAndTheOldOneIsNotNeeded() {
    var store = "MONGODB_URI=" + TestMongo.newDatabase();
    var old = RunningAuth.masterKey();
    var next = RunningAuth.masterKey();
    RunningAuth.Answer tokens;
    try (var auth = RunningAuth.start(store, "PARLEY_AUTH_MASTER_KEY=" + old)) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      tokens = expect(201, "sign-up", auth.signUp(RunningAuth.freshName()));
    }
    for (var others : List.of(old, "")) {
      try (var auth =
          RunningAuth.start(
              store,
              "PARLEY_AUTH_MASTER_KEY=" + next,
              "PARLEY_AUTH_EARLIER_MASTER_KEYS=" + others)) {
        Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
        expect(200, "check", auth.get("/api/auth/check", tokens.text("/accessToken")));
        tokens = expect(200, "refresh", auth.refresh(tokens.text("/refreshToken")));
      }
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void rotateWhenNotTheOperatorThenRefused() {
    try (var auth = RunningAuth.start()) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      var path = "/internal/signing-keys";
      assertThat(auth.call("POST", path, null).status()).isEqualTo(401);
      assertThat(auth.post(path, null, RunningAuth.SERVER_KEY).status()).isEqualTo(401);
      assertThat(auth.post(path, null, auth.serviceToken("chat-service")).status()).isEqualTo(403);
      assertThat(auth.get(path, auth.serviceToken("chat-service")).status()).isEqualTo(403);
    }
  }

  /// Logs in, and then calls and refreshes as a client does.
  private void use(RunningAuth auth, TokenVerifier service) {
    var name = RunningAuth.freshName();
    var tokens = expect(201, "sign-up", auth.signUp(name));
    while (!over.get()) {
      var access = tokens.text("/accessToken");
      seen.add(kidOf(access));
      expect(200, "check", auth.get("/api/auth/check", access));
      service
          .verify(access, TokenKind.ACCESS)
          .doOnError(error -> refused.add("a service: " + error))
          .onErrorComplete()
          .block(SOON);
      var ticket = expect(201, "ticket", auth.post("/api/auth/ticket", null, access));
      service
          .verify(ticket.text("/ticket"), TokenKind.TICKET)
          .doOnError(error -> refused.add("a socket: " + error))
          .onErrorComplete()
          .block(SOON);
      tokens = expect(200, "refresh", auth.refresh(tokens.text("/refreshToken")));
    }
  }

  private RunningAuth.Answer expect(int status, String what, RunningAuth.Answer answer) {
    if (answer.status() != status) {
      refused.add(what + ": " + answer.status() + " " + answer.body());
    }
    answered.incrementAndGet();
    return answer;
  }

  private static String kidOf(String token) {
    try {
      return String.valueOf(com.nimbusds.jwt.SignedJWT.parse(token).getHeader().getKeyID());
    } catch (java.text.ParseException e) {
      return "no token: " + List.of(token.length());
    }
  }
}
