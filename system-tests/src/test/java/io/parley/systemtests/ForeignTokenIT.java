package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.parley.testing.openid.FakeProvider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Access tokens as AWS Cognito writes them, shown at the gateway to every service and on a
/// socket's upgrade: good ones are their users, all others are refused and break nothing.
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignTokenIT {

  private static final int FLOOD = 60;

  private final Platform platform;
  private final FakeProvider pool;
  private final FakeProvider stranger = FakeProvider.start();
  private final Api nobody;
  private final Api.Identity ben;
  private ChatSocket bystander;

  ForeignTokenIT(Platform platform, FakeProvider pool) {
    this.platform = platform;
    this.pool = pool;
    nobody = new Api(platform.gateway(), null);
    ben = new Api(platform.gateway(), platform.serverKey()).identity("ben-" + suffix());
  }

  @BeforeAll
  void openBystander() {
    bystander = ChatSocket.open(platform.gateway(), ben.token());
    bystander.await("welcome");
  }

  @AfterAll
  void nothingElseBroke() {
    assertThat(bystander.closed()).isNotDone();
    bystander.close();
    assertThat(stranger.asked("/jwks")).isZero();
    assertThat(stranger.asked("/evil")).isZero();
    assertThat(stranger.asked("/.well-known/openid-configuration")).isZero();
    stranger.close();
  }

  @Test
  void tokenWhenGoodThenItsUserOnEveryServiceAndOnTheSocketWithRolesByGroup() {
    var name = "zoe-" + suffix();
    var token = pool.signed(access(name).claim("cognito:groups", List.of("Drivers")).build());
    var api = nobody.as(token);

    var me = api.get("/api/auth/check");
    Api.expect(200, me);
    assertThat(me.body().get("username").asString()).isEqualTo(name);
    assertThat(me.body().get("roles").toString()).isEqualTo("[\"driver\",\"user\"]");
    var id = me.body().get("id").asString();
    Api.expect(200, api.get("/api/presence?users=" + id));
    var conversation = api.conversation("direct", List.of(ben.id()));
    try (var socket = ChatSocket.open(platform.gateway(), token)) {
      assertThat(socket.await("welcome").get("user").asString()).isEqualTo(id);
      socket.send(
          Map.of(
              "type", "send",
              "ref", "1",
              "conversation", conversation,
              "clientMessageId", "m1",
              "text", "from another issuer"));
      socket.await("ack");
      var seen =
          bystander.await(frame -> frame.path("text").asString("").equals("from another issuer"));
      assertThat(seen.get("sender").asString()).isEqualTo(id);
    }
  }

  @Test
  void tokenWhenOfTwoNodesAndAgainThenOneUser() {
    var name = "yan-" + suffix();
    var first = nobody.as(pool.signed(access(name).build())).get("/api/auth/check");
    var again = nobody.as(pool.signed(access(name).build())).get("/api/auth/check");

    assertThat(again.body().get("id")).isEqualTo(first.body().get("id"));
    for (var node : List.of("chat-1", "chat-2")) {
      var token = pool.signed(access(name).build());
      try (var socket = ChatSocket.open(platform.address(node), token)) {
        assertThat(socket.await("welcome").get("user")).isEqualTo(first.body().get("id"));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> tokenWhenWrongThenUnauthenticatedEverywhere() throws JOSEException {
    return wrong().entrySet().stream()
        .map(
            token ->
                DynamicTest.dynamicTest(token.getKey(), () -> refusedEverywhere(token.getValue())));
  }

  @Test
  void logoutWhenByATokenOfTheSessionThenAllOfThemAndTheSocketEnd() {
    var name = "xia-" + suffix();
    var token = pool.signed(access(name).claim("origin_jti", "s-" + name).build());
    try (var socket = ChatSocket.open(platform.gateway(), token)) {
      socket.await("welcome");

      Api.expect(204, nobody.as(token).post("/api/auth/logout", Map.of()));

      assertThat(socket.closed().orTimeout(5, TimeUnit.SECONDS).join().code()).isEqualTo(4503);
    }
    var renewed = pool.signed(access(name).claim("origin_jti", "s-" + name).build());
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> nobody.as(token).get("/api/conversations").status() == 401);
    refusedEverywhere(renewed);
  }

  @Test
  void tokenWhenFloodedWithUnknownKeysThenTheIssuerIsAskedOnceIn30Seconds() {
    Api.expect(
        200, nobody.as(pool.signed(access("wim-" + suffix()).build())).get("/api/auth/check"));
    long before = pool.asked("/jwks");
    var begun = System.nanoTime();

    for (int i = 0; i < FLOOD; i++) {
      var id = UUID.randomUUID().toString();
      var token =
          FakeProvider.signed(access("flood").build(), pool.key(), header -> header.keyID(id));
      assertThat(upgrade("/ws", "Authorization: Bearer " + token).status()).isEqualTo(401);
    }

    long periods = Duration.ofNanos(System.nanoTime() - begun).toSeconds() / 30;
    assertThat(pool.asked("/jwks") - before).isLessThanOrEqualTo(1 + periods);
  }

  /// Each by what is wrong with it.
  private Map<String, String> wrong() throws JOSEException {
    var wrong = new LinkedHashMap<String, String>();
    var past = Date.from(Instant.now().minusSeconds(120));
    var soon = Date.from(Instant.now().plusSeconds(120));
    var other = FakeProvider.newKey("other");
    var sameId = FakeProvider.newKey(pool.key().getKeyID());
    var evil = URI.create(stranger.issuer() + "/evil");
    var name = "vera-" + suffix();
    wrong.put(
        "an ID token",
        pool.signed(access(name).claim("token_use", "id").audience(client()).build()));
    wrong.put("without a use", pool.signed(access(name).claim("token_use", null).build()));
    wrong.put("of another app", pool.signed(access(name).claim("client_id", "7else").build()));
    wrong.put("of no app", pool.signed(access(name).claim("client_id", null).build()));
    wrong.put(
        "for an app by audience alone",
        pool.signed(access(name).claim("client_id", null).audience(client()).build()));
    wrong.put("over", pool.signed(access(name).expirationTime(past).build()));
    wrong.put("without an end", pool.signed(access(name).expirationTime(null).build()));
    wrong.put("not yet", pool.signed(access(name).notBeforeTime(soon).build()));
    wrong.put("without a subject", pool.signed(access(name).subject(null).build()));
    wrong.put("of another issuer", stranger.signed(access(name).issuer(stranger.issuer()).build()));
    wrong.put("of a stranger who says otherwise", stranger.signed(access(name).build()));
    wrong.put("by its key of another issuer", pool.signed(access(name).issuer(evil + "").build()));
    wrong.put(
        "by a key under a known id", FakeProvider.signed(access(name).build(), sameId, h -> {}));
    wrong.put("by an unknown key", FakeProvider.signed(access(name).build(), other, h -> {}));
    wrong.put("unsigned", new PlainJWT(access(name).build()).serialize());
    var mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), access(name).build());
    mac.sign(new MACSigner(pool.key().toRSAPublicKey().getEncoded()));
    wrong.put("HMAC by the public key", mac.serialize());
    var good = pool.signed(access(name).build());
    wrong.put("a blank signature", good.substring(0, good.lastIndexOf('.') + 1));
    wrong.put("jku", FakeProvider.signed(access(name).build(), other, h -> h.jwkURL(evil)));
    wrong.put("x5u", FakeProvider.signed(access(name).build(), other, h -> h.x509CertURL(evil)));
    wrong.put(
        "jwk", FakeProvider.signed(access(name).build(), other, h -> h.jwk(other.toPublicJWK())));
    wrong.put(
        "an address as id",
        FakeProvider.signed(access(name).build(), other, h -> h.keyID(evil + "")));
    return wrong;
  }

  private void refusedEverywhere(String token) {
    var bearer = "Authorization: Bearer " + token;
    for (var path :
        List.of("/api/auth/check", "/api/conversations", "/api/presence?users=" + ben.id())) {
      var answer = nobody.as(token).get(path);
      Api.expect(401, answer);
      assertThat(answer.body().get("type").asString()).isEqualTo("/problems/unauthenticated");
    }
    Api.expect(401, nobody.as(token).post("/api/auth/ticket", Map.of()));
    assertThat(upgrade("/ws", bearer).status()).isEqualTo(401);
    assertThat(upgrade("/ws?ticket=" + token).status()).isEqualTo(401);
    try (var node = RawConnection.open(platform.address("chat-1"))) {
      assertThat(node.upgrade("/ws", bearer).status()).isEqualTo(401);
    }
  }

  private RawConnection.Answer upgrade(String path, String... headers) {
    return RawConnection.upgrade(platform.gateway(), path, headers);
  }

  /// As Cognito writes them.
  private JWTClaimsSet.Builder access(String name) {
    return pool.claims(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString())
        .claim("token_use", "access")
        .claim("client_id", client())
        .claim("username", name)
        .claim("scope", "aws.cognito.signin.user.admin")
        .claim("auth_time", Instant.now().getEpochSecond())
        .jwtID(UUID.randomUUID().toString());
  }

  private static String client() {
    return SharedPlatform.POOL_CLIENT;
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
