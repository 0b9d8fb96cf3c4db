package io.parley.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.common.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/// As much of auth-service as a gateway needs, and a mint for tests.
final class FakeAuth implements AutoCloseable {

  private final ECKey key;
  private final FakeService service;

  FakeAuth() {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    var jwks = new JWKSet(key.toPublicJWK()).toString();
    service =
        new FakeService(
            "auth",
            0,
            routes ->
                routes
                    .get(
                        "/.well-known/jwks.json",
                        (request, response) ->
                            response
                                .header("Content-Type", "application/json")
                                .sendString(Mono.just(jwks)))
                    .post(
                        "/internal/service-token",
                        (request, response) ->
                            response
                                .header("Content-Type", "application/json")
                                .sendString(
                                    Mono.just(
                                        "{\"token\":\"service-token\",\"expiresAt\":\"2099-01-01T00:00:00.000Z\"}")))
                    .get(
                        "/internal/revocations",
                        (request, response) ->
                            response
                                .header("Content-Type", "application/json")
                                .sendString(
                                    Mono.just("{\"items\":[],\"next\":\"\",\"more\":false}"))));
  }

  URI url() {
    return service.url();
  }

  FakeService service() {
    return service;
  }

  String access(String user) {
    return token(TokenKind.ACCESS, user, Duration.ofMinutes(10));
  }

  String token(TokenKind kind, String user, Duration life) {
    var now = Instant.now();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer("parley")
            .audience(kind.audience())
            .subject(user)
            .jwtID(UUID.randomUUID().toString())
            .claim("sid", "login-" + user)
            .claim("roles", List.of("user"))
            .claim("until", kind == TokenKind.TICKET ? now.plusSeconds(600).getEpochSecond() : null)
            .issueTime(Date.from(now.minusSeconds(600)))
            .expirationTime(Date.from(now.plus(life)))
            .build();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .keyID(key.getKeyID())
            .type(new JOSEObjectType(kind.type()))
            .build();
    try {
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
