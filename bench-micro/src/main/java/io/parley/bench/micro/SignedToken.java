package io.parley.bench.micro;

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
import io.parley.common.id.UserId;
import io.parley.common.token.Claims;
import io.parley.common.token.TokenKind;
import io.parley.edge.token.KeySource;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/// An access token as auth-service makes them, valid for longer than any run, and the key that it
/// is signed with.
final class SignedToken {

  private static final String KEY_ID = "key-1";
  private static final Duration LIFE = Duration.ofDays(1);

  private final String text;
  private final JWSVerifier verifier;

  SignedToken(UserId user) {
    try {
      var key = new ECKeyGenerator(Curve.P_256).keyID(KEY_ID).generate();
      text = signed(key, claims(user, Instant.now()));
      verifier = new ECDSAVerifier(key.toECPublicKey());
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  String text() {
    return text;
  }

  /// Knows the key.
  ///
  /// @param remembers whether a token that was verified before counts by that
  KeySource keys(boolean remembers) {
    return new Known(verifier, remembers);
  }

  private static String signed(ECKey key, JWTClaimsSet claims) throws JOSEException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(TokenKind.ACCESS.type()))
            .keyID(KEY_ID)
            .build();
    var token = new SignedJWT(header, claims);
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  private static JWTClaimsSet claims(UserId user, Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(Claims.ISSUER)
        .audience(TokenKind.ACCESS.audience())
        .subject(user.value())
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFE)))
        .claim(Claims.LOGIN, "l4Sd8Gh2Jk6Lq9Wz1Xc5Vb7Nm")
        .claim(Claims.ROLES, List.of("user"))
        .build();
  }

  private record Known(JWSVerifier verifier, boolean remembers) implements KeySource {

    @Override
    public Mono<JWSVerifier> verifier(String keyId) {
      return Mono.just(verifier);
    }

    @Override
    public boolean holds(String keyId) {
      return remembers;
    }
  }
}
