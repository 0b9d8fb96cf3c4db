package io.parley.auth.federated;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.parley.auth.Concurrently;
import io.parley.auth.Eventually;
import io.parley.auth.RunningAuth;
import io.parley.auth.account.AccountChanges;
import io.parley.common.id.UserId;
import io.parley.testing.openid.FakeProvider;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Access tokens of other issuers, in each form there is, shown to Parley as they are.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CognitoTokenIT {

  private static final String CLIENT = "7mobileclient";
  private static final String HERE = "https://chat.example/api";

  private final FakeProvider pool = FakeProvider.start();
  private final FakeProvider strict = FakeProvider.start();
  private final FakeProvider plain = FakeProvider.start();
  private final FakeProvider stranger = FakeProvider.start();
  private final RunningAuth auth =
      RunningAuth.start(
          "PARLEY_ROLES=driver,clerk",
          "PARLEY_OIDC_PROVIDERS=pool,strict,plain",
          "PARLEY_OIDC_POOL_ISSUER=" + pool.issuer(),
          "PARLEY_OIDC_POOL_BEARER=cognito",
          "PARLEY_OIDC_POOL_AUDIENCES=7other," + CLIENT,
          "PARLEY_OIDC_POOL_ROLES_CLAIM=cognito:groups",
          "PARLEY_OIDC_POOL_ROLE_MAP=Drivers=driver,Staff=clerk",
          "PARLEY_OIDC_STRICT_ISSUER=" + strict.issuer(),
          "PARLEY_OIDC_STRICT_BEARER=at+jwt",
          "PARLEY_OIDC_STRICT_AUDIENCES=" + HERE,
          "PARLEY_OIDC_STRICT_SIGN_UP=false",
          "PARLEY_OIDC_PLAIN_ISSUER=" + plain.issuer(),
          "PARLEY_OIDC_PLAIN_BEARER=jwt",
          "PARLEY_OIDC_PLAIN_AUDIENCES=" + HERE,
          "PARLEY_OIDC_PLAIN_ROLES_CLAIM=realm_access.roles",
          "PARLEY_OIDC_PLAIN_ROLE_MAP=chat-driver=driver");

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
    List.of(pool, strict, plain, stranger).forEach(FakeProvider::close);
  }

  @Test
  void tokenWhenGoodThenItsUserWithRolesByGroup() {
    var name = freshName();
    var token = pool.signed(access(name).claim("cognito:groups", List.of("Drivers")).build());

    var me = auth.get("/api/auth/check", token);

    assertThat(me.status()).as(me.body().toString()).isEqualTo(200);
    assertThat(me.text("/username")).isEqualTo(name);
    assertThat(me.body().at("/roles").toString()).isEqualTo("[\"driver\",\"user\"]");
    assertThat(auth.get("/api/auth/check", token).text("/id")).isEqualTo(me.text("/id"));
  }

  @Test
  void tokenWhenTheGroupsChangeThenTheRolesDo() {
    var name = freshName();
    auth.get(
        "/api/auth/check",
        pool.signed(access(name).claim("cognito:groups", List.of("Drivers")).build()));

    var later = pool.signed(access(name).claim("cognito:groups", List.of("Staff")).build());

    assertThat(auth.get("/api/auth/check", later).body().at("/roles").toString())
        .isEqualTo("[\"clerk\",\"user\"]");
  }

  @Test
  void tokenWhenFromBeforeARoleWasLostThenItDoesNotBringItBack() {
    var name = freshName();
    var past = Date.from(Instant.now().minusSeconds(30));
    var old =
        pool.signed(
            access(name).claim("cognito:groups", List.of("Drivers")).issueTime(past).build());
    assertThat(auth.get("/api/auth/check", old).body().at("/roles").toString()).contains("driver");
    auth.get("/api/auth/check", pool.signed(access(name).build()));

    var again =
        pool.signed(
            access(name).claim("cognito:groups", List.of("Drivers")).issueTime(past).build());

    assertThat(auth.get("/api/auth/check", again).body().at("/roles").toString())
        .isEqualTo("[\"user\"]");
  }

  @Test
  void tokenWhenTheAccountIsDisabledThenRefused() {
    var name = freshName();
    var token = pool.signed(access(name).build());
    var id = auth.get("/api/auth/check", token).text("/id");
    auth.bean(AccountChanges.class).disable(new UserId(id)).block();

    refused(pool.signed(access(name).claim("origin_jti", "later").build()));
  }

  @Test
  void tokenWhenARoleIsTakenThenOtherLoginsEndAndThisOneGoesOn() {
    var name = freshName();
    var groups = List.of("Drivers");
    var one = access(name).claim("origin_jti", "a").claim("cognito:groups", groups);
    var other = access(name).claim("origin_jti", "b").claim("cognito:groups", groups);
    var first = pool.signed(one.build());
    auth.get("/api/auth/check", first);
    auth.get("/api/auth/check", pool.signed(other.build()));

    var later = pool.signed(access(name).claim("origin_jti", "b").build());

    assertThat(auth.get("/api/auth/check", later).body().at("/roles").toString())
        .isEqualTo("[\"user\"]");
    assertThat(auth.get("/api/auth/check", first).status()).isEqualTo(401);
  }

  @Test
  void tokenWhenOfOneSessionThenOneLoginThatCanBeEnded() {
    var name = freshName();
    var first = pool.signed(access(name).claim("origin_jti", "s1").build());
    var second = pool.signed(access(name).claim("origin_jti", "s1").build());
    var other = pool.signed(access(name).claim("origin_jti", "s2").build());
    auth.get("/api/auth/check", first);
    auth.get("/api/auth/check", second);
    auth.get("/api/auth/check", other);
    var logins = auth.get("/api/auth/logins", first);
    assertThat(logins.body().at("/items").size()).isEqualTo(2);

    assertThat(auth.post("/api/auth/logout", null, first).status()).isEqualTo(204);

    assertThat(auth.get("/api/auth/check", first).status()).isEqualTo(401);
    assertThat(auth.get("/api/auth/check", second).status()).isEqualTo(401);
    var renewed = pool.signed(access(name).claim("origin_jti", "s1").build());
    assertThat(auth.get("/api/auth/check", renewed).status()).isEqualTo(401);
    assertThat(auth.get("/api/auth/check", other).status()).isEqualTo(200);
  }

  @Test
  void tokenWhenShownAtOnceByManyThenOneAccountAndOneLogin() {
    var name = freshName();
    var session = UUID.randomUUID().toString();

    var ids =
        Concurrently.times(
            6,
            () ->
                auth.get(
                        "/api/auth/check",
                        pool.signed(access(name).claim("origin_jti", session).build()))
                    .text("/id"));

    assertThat(ids.stream().distinct()).hasSize(1).doesNotContain("");
    var token = pool.signed(access(name).claim("origin_jti", session).build());
    assertThat(auth.get("/api/auth/logins", token).body().at("/items").size()).isEqualTo(1);
  }

  @Test
  void tokenWhenShownThenATicketCanBeBought() {
    var token = pool.signed(access(freshName()).build());

    assertThat(auth.post("/api/auth/ticket", null, token).status()).isEqualTo(201);
  }

  @Test
  void tokenWhenAnIdTokenThenRefused() {
    refused(
        pool.signed(pool.claims(freshName()).audience(CLIENT).claim("token_use", "id").build()));
    refused(plain.signed(plain.claims(freshName()).audience(HERE).claim("nonce", "n").build()));
    refused(plain.signed(plain.claims(freshName()).audience(HERE).claim("typ", "ID").build()));
    refused(strict.signed(good(strict).build()));
  }

  @Test
  void tokenWhenForSomebodyElseThenRefused() {
    refused(pool.signed(access(freshName()).claim("client_id", "7stranger").build()));
    refused(pool.signed(access(freshName()).claim("client_id", null).build()));
    refused(pool.signed(access(freshName()).claim("token_use", null).build()));
    refused(plain.signed(good(plain).audience("https://other.example").build()));
    refused(plain.signed(good(plain).audience(List.of()).build()));
  }

  @Test
  void tokenWhenOfAnotherIssuerThenRefused() {
    refused(stranger.signed(stranger.claims(freshName()).audience(HERE).build()));
    refused(pool.signed(access(freshName()).issuer(plain.issuer()).build()));
    refused(pool.signed(access(freshName()).issuer(stranger.issuer()).build()));
    assertThat(stranger.asked("/jwks")).isZero();
    assertThat(stranger.asked("/.well-known/openid-configuration")).isZero();
  }

  @Test
  void tokenWhenOverOrNotYetThenRefused() {
    var past = Date.from(Instant.now().minusSeconds(120));
    refused(pool.signed(access(freshName()).expirationTime(past).build()));
    refused(pool.signed(access(freshName()).expirationTime(null).build()));
    var future = Date.from(Instant.now().plusSeconds(120));
    refused(pool.signed(access(freshName()).notBeforeTime(future).build()));
  }

  @Test
  void tokenWhenNotSignedAsSetThenRefused() throws JOSEException {
    refused(new PlainJWT(access(freshName()).build()).serialize());
    var mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), access(freshName()).build());
    mac.sign(new MACSigner(pool.key().toRSAPublicKey().getEncoded()));
    refused(mac.serialize());
    refused(FakeProvider.signed(access(freshName()).build(), plain.key(), header -> {}));
    var good = pool.signed(access(freshName()).build());
    refused(good.substring(0, good.lastIndexOf('.') + 1));
    refused(good.substring(0, good.length() - 8) + "AAAAAAAA");
  }

  @Test
  void tokenWhenItBringsAKeyOrItsAddressThenRefusedUnasked() {
    var own = FakeProvider.newKey("own");
    var evil = URI.create(stranger.issuer() + "/evil");
    refused(FakeProvider.signed(access("a").build(), own, header -> header.jwkURL(evil)));
    refused(FakeProvider.signed(access("a").build(), own, header -> header.x509CertURL(evil)));
    refused(FakeProvider.signed(access("a").build(), own, header -> header.jwk(own.toPublicJWK())));
    refused(FakeProvider.signed(access("a").build(), own, header -> header.keyID(evil.toString())));
    assertThat(stranger.asked("/evil")).isZero();
  }

  @Test
  void tokenWhenFloodedWithUnknownKeysThenTheKeysAreFetchedOnceMoreAtMost() {
    auth.get("/api/auth/check", pool.signed(access(freshName()).build()));
    var before = pool.asked("/jwks");

    Concurrently.times(
        100,
        () -> {
          var key = pool.key();
          var id = UUID.randomUUID().toString();
          refused(FakeProvider.signed(access("a").build(), key, header -> header.keyID(id)));
          return 0;
        });

    assertThat(pool.asked("/jwks") - before).isLessThanOrEqualTo(1);
  }

  @Test
  void tokenWhenOfRfc9068ThenByTypeAndOnlyWhoIsKnown() {
    var token =
        strict.signed(good(strict).build(), header -> header.type(new JOSEObjectType("at+jwt")));

    var answer = auth.get("/api/auth/check", token);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("/detail")).contains("No account here belongs to this identity");
  }

  @Test
  void tokenWhenOfAnotherProviderThenByItsNestedRoles() {
    var token =
        plain.signed(
            good(plain)
                .claim("preferred_username", "Zoë O'Hara")
                .claim("realm_access", Map.of("roles", List.of("chat-driver", "admin")))
                .build());

    var me = auth.get("/api/auth/check", token);

    assertThat(me.body().at("/roles").toString()).isEqualTo("[\"driver\",\"user\"]");
    assertThat(me.text("/username")).isEqualTo("zoe.o.hara");
  }

  @Test
  void exchangeWhenAskedByAServiceThenATokenOrTheReason() {
    var service = auth.serviceToken("chat-service");
    var token = pool.signed(access(freshName()).build());

    var good = auth.post("/internal/foreign-tokens", Map.of("token", token), service);
    assertThat(good.status()).isEqualTo(200);
    assertThat(auth.get("/api/auth/check", good.text("/token")).status()).isEqualTo(200);
    assertThat(good.text("/renewAt")).isNotEmpty();

    var bad = auth.post("/internal/foreign-tokens", Map.of("token", token + "x"), service);
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.text("/refusal")).isNotEmpty();
    var nobody = auth.post("/internal/foreign-tokens", Map.of("token", token), token);
    assertThat(nobody.status()).isEqualTo(401);
  }

  private void refused(String token) {
    assertThat(auth.get("/api/auth/check", token).status()).as(token).isEqualTo(401);
  }

  /// As Cognito writes them.
  private JWTClaimsSet.Builder access(String name) {
    return pool.claims(
            UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString())
        .claim("token_use", "access")
        .claim("client_id", CLIENT)
        .claim("username", name)
        .claim("scope", "aws.cognito.signin.user.admin")
        .claim("auth_time", Instant.now().getEpochSecond())
        .jwtID(UUID.randomUUID().toString());
  }

  private static JWTClaimsSet.Builder good(FakeProvider of) {
    return of.claims(freshName())
        .audience(HERE)
        .claim("client_id", "app")
        .jwtID(UUID.randomUUID().toString());
  }
}
