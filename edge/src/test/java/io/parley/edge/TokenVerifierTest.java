package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.parley.common.problem.ProblemType;
import io.parley.common.token.TokenKind;
import io.parley.edge.token.ForeignTokens;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// The attacks of RFC 8725 and of the promises on tokens.
class TokenVerifierTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(300);

  private final TestKeys keys = new TestKeys("key-1");
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final TokenVerifier verifier = verifierAt(NOW);

  private TokenVerifier verifierAt(Instant time) {
    return new TokenVerifier(
        keys,
        login -> Mono.fromSupplier(() -> ended.contains(login.value())),
        ForeignTokens.NONE,
        Clock.fixed(time, ZoneOffset.UTC));
  }

  @Test
  void verifyWhenGoodThenCaller() {
    StepVerifier.create(
            verifier.verify(keys.token(TokenKind.ACCESS, "u1", LATER), TokenKind.ACCESS))
        .assertNext(
            caller -> {
              assertThat(caller.user().value()).isEqualTo("u1");
              assertThat(caller.login().value()).isEqualTo("login-of-u1");
              assertThat(caller.roles()).containsExactly("user");
              assertThat(caller.expiresAt()).isEqualTo(LATER);
              assertThat(caller.credential()).isEqualTo(Credential.BEARER);
            })
        .verifyComplete();
  }

  @Test
  void inspectWhenTicketThenLivesAsTheAccessTokenBehindIt() {
    var ticket = keys.token(TokenKind.TICKET, "u1", NOW.plusSeconds(30));

    StepVerifier.create(verifier.inspect(ticket, TokenKind.TICKET))
        .assertNext(
            token -> {
              assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(30));
              assertThat(token.caller().expiresAt()).isEqualTo(NOW.plusSeconds(330));
              assertThat(token.id()).isNotBlank();
            })
        .verifyComplete();
  }

  @Test
  void verifyWhenServiceTokenThenNamesTheService() {
    StepVerifier.create(
            verifier.verify(
                keys.token(TokenKind.SERVICE, "chat-service", LATER), TokenKind.SERVICE))
        .assertNext(caller -> assertThat(caller.user().value()).isEqualTo("chat-service"))
        .verifyComplete();
  }

  @ParameterizedTest
  @CsvSource({
    "ACCESS,TICKET",
    "ACCESS,SERVICE",
    "TICKET,ACCESS",
    "SERVICE,ACCESS",
    "TICKET,SERVICE"
  })
  void verifyWhenMadeForAnotherPurposeThenRefused(TokenKind made, TokenKind asked) {
    refused(keys.token(made, "u1", LATER), asked);
  }

  @Test
  void verifyWhenTypeRightButAudienceOfAnotherPurposeThenRefused() {
    refused(
        keys.token(TokenKind.ACCESS, "u1", LATER, h -> {}, c -> c.audience("parley-ticket")),
        TokenKind.ACCESS);
    refused(
        keys.token(
            TokenKind.ACCESS, "u1", LATER, h -> {}, c -> c.audience(List.of("parley", "other"))),
        TokenKind.ACCESS);
    refused(
        keys.token(TokenKind.ACCESS, "u1", LATER, h -> {}, c -> c.issuer("evil")),
        TokenKind.ACCESS);
  }

  @Test
  void verifyWhenExpiredThenRefusedEvenIfSeenBefore() {
    var token = keys.token(TokenKind.ACCESS, "u1", LATER);

    refused(verifierAt(LATER), token, TokenKind.ACCESS);
    var clock = new MovingClock(NOW);
    var moving = new TokenVerifier(keys, login -> Mono.just(false), ForeignTokens.NONE, clock);
    StepVerifier.create(moving.verify(token, TokenKind.ACCESS)).expectNextCount(1).verifyComplete();
    clock.move(Duration.ofSeconds(301));
    refused(moving, token, TokenKind.ACCESS);
  }

  @Test
  void verifyWhenLoginEndedThenRefusedEvenIfSeenBefore() {
    var token = keys.token(TokenKind.ACCESS, "u1", LATER);
    StepVerifier.create(verifier.verify(token, TokenKind.ACCESS))
        .expectNextCount(1)
        .verifyComplete();

    ended.add("login-of-u1");

    refused(token, TokenKind.ACCESS);
  }

  @Test
  void verifyWhenSignedByAnotherKeyThenRefused() {
    refused(new TestKeys("key-1").token(TokenKind.ACCESS, "u1", LATER), TokenKind.ACCESS);
    refused(new TestKeys("key-2").token(TokenKind.ACCESS, "u1", LATER), TokenKind.ACCESS);
  }

  @Test
  void verifyWhenAlgorithmNoneThenRefused() {
    refused(new PlainJWT(someClaims()).serialize(), TokenKind.ACCESS);
  }

  @Test
  void verifyWhenHmacWithThePublicKeyThenRefused() throws JOSEException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .type(new JOSEObjectType("at+jwt"))
            .keyID("key-1")
            .build();
    var jwt = new SignedJWT(header, someClaims());
    jwt.sign(new MACSigner(keys.key().toECPublicKey().getEncoded()));

    refused(jwt.serialize(), TokenKind.ACCESS);
  }

  @Test
  void verifyWhenSignatureIsZeroThenRefused() {
    var token = keys.token(TokenKind.ACCESS, "u1", LATER);
    var unsigned = token.substring(0, token.lastIndexOf('.') + 1);

    refused(
        unsigned + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]),
        TokenKind.ACCESS);
    refused(unsigned, TokenKind.ACCESS);
  }

  @Test
  void verifyWhenEncryptedThenRefused() throws JOSEException {
    var jwe =
        new JWEObject(
            new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A128GCM),
            new Payload(someClaims().toJSONObject()));
    jwe.encrypt(new DirectEncrypter(new byte[16]));

    refused(jwe.serialize(), TokenKind.ACCESS);
  }

  @Test
  void verifyWhenHeaderNamesAKeyItselfThenRefused() {
    refusedHeader(h -> h.jwk(keys.key().toPublicJWK()));
    refusedHeader(h -> h.jwkURL(URI.create("http://127.0.0.1:1/jwks")));
    refusedHeader(h -> h.x509CertURL(URI.create("http://127.0.0.1:1/cert")));
    refusedHeader(h -> h.criticalParams(Set.of("exp")));
    refusedHeader(h -> h.customParam("extra", "1"));
    refusedHeader(h -> h.type(new JOSEObjectType("JWT")));
    refusedHeader(h -> h.type(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "' OR 1=1", "http://127.0.0.1/key", "a b", ""})
  void verifyWhenKeyIdIsOddThenRefused(String keyId) {
    refusedHeader(h -> h.keyID(keyId));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "not a token", "eyJhbGciOiJub25lIn0.."})
  void verifyWhenNotATokenThenRefused(String text) {
    refused(text, TokenKind.ACCESS);
  }

  @Test
  void verifyWhenClaimsMissingThenRefused() {
    refusedClaims(c -> c.subject(null));
    refusedClaims(c -> c.jwtID(null));
    refusedClaims(c -> c.expirationTime(null));
    refusedClaims(c -> c.issueTime(null));
    refusedClaims(c -> c.claim("sid", null));
    refusedClaims(c -> c.claim("sid", "not an id"));
    refusedClaims(c -> c.claim("sid", 5));
    refusedClaims(c -> c.subject("x".repeat(65)));
    refusedClaims(c -> c.claim("roles", "admin"));
  }

  @Test
  void verifyWhenPayloadChangedThenRefused() throws ParseException {
    var parts = keys.token(TokenKind.ACCESS, "u1", LATER).split("\\.", -1);
    var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    var changed = payload.replace("\"u1\"", "\"u2\"");
    var encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(changed.getBytes(StandardCharsets.UTF_8));

    refused(parts[0] + "." + encoded + "." + parts[2], TokenKind.ACCESS);
  }

  @Test
  void verifyWhenHugeThenRefused() {
    refusedClaims(c -> c.claim("padding", "x".repeat(10_000)));
  }

  private void refusedHeader(java.util.function.Consumer<JWSHeader.Builder> change) {
    refused(keys.token(TokenKind.ACCESS, "u1", LATER, change, c -> {}), TokenKind.ACCESS);
  }

  private void refusedClaims(java.util.function.Consumer<JWTClaimsSet.Builder> change) {
    refused(keys.token(TokenKind.ACCESS, "u1", LATER, h -> {}, change), TokenKind.ACCESS);
  }

  private void refused(String token, TokenKind kind) {
    refused(verifier, token, kind);
  }

  private static void refused(TokenVerifier by, String token, TokenKind kind) {
    StepVerifier.create(by.verify(token, kind))
        .expectErrorMatches(
            error ->
                error instanceof ProblemException problem
                    && problem.type() == ProblemType.UNAUTHENTICATED)
        .verify(Duration.ofSeconds(5));
  }

  private static JWTClaimsSet someClaims() {
    return new JWTClaimsSet.Builder()
        .issuer("parley")
        .audience("parley")
        .subject("u1")
        .jwtID("t1")
        .claim("sid", "l1")
        .issueTime(Date.from(NOW))
        .expirationTime(Date.from(LATER))
        .build();
  }
}
