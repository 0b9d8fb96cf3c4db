package io.parley.edge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.common.token.Claims;
import io.parley.common.token.TokenKind;
import io.parley.edge.token.KeySource;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/// One key pair, the tokens made with it, and the key source that knows it.
public final class TestKeys implements KeySource {

  private final ECKey key;

  public TestKeys(String id) {
    try {
      this.key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public ECKey key() {
    return key;
  }

  public String jwks() {
    return "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}";
  }

  public String token(TokenKind kind, String subject, Instant expiresAt) {
    return token(kind, subject, expiresAt, header -> {}, claims -> {});
  }

  public String token(
      TokenKind kind,
      String subject,
      Instant expiresAt,
      Consumer<JWSHeader.Builder> header,
      Consumer<JWTClaimsSet.Builder> claims) {
    var builder = claims(kind, subject, expiresAt);
    claims.accept(builder);
    var head =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(kind.type()))
            .keyID(key.getKeyID());
    header.accept(head);
    return sign(head.build(), builder.build());
  }

  private static JWTClaimsSet.Builder claims(TokenKind kind, String subject, Instant expiresAt) {
    var builder =
        new JWTClaimsSet.Builder()
            .issuer(Claims.ISSUER)
            .audience(kind.audience())
            .subject(subject)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(new Date())
            .expirationTime(Date.from(expiresAt));
    if (kind != TokenKind.SERVICE) {
      builder.claim(Claims.LOGIN, "login-of-" + subject).claim(Claims.ROLES, List.of("user"));
    }
    if (kind == TokenKind.TICKET) {
      builder.claim(Claims.UNTIL, expiresAt.plusSeconds(300).getEpochSecond());
    }
    return builder;
  }

  private String sign(JWSHeader header, JWTClaimsSet claims) {
    try {
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Mono<JWSVerifier> verifier(String keyId) {
    try {
      return holds(keyId) ? Mono.just(new ECDSAVerifier(key.toECPublicKey())) : Mono.empty();
    } catch (JOSEException e) {
      return Mono.error(e);
    }
  }

  @Override
  public boolean holds(String keyId) {
    return keyId.equals(key.getKeyID());
  }
}
