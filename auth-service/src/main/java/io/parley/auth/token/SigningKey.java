package io.parley.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import io.parley.auth.secret.Randomness;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One ES256 key pair.
record SigningKey(String id, Life life, ECKey pair, JWSSigner signer, JWSVerifier verifier) {

  /// @param generation 1, 2, 3 …
  /// @param activeFrom from when on tokens are signed with it; it is published before, so that
  ///   everyone knows it by then
  /// @param retiredAt when the last token signed with it has expired and it is published no more;
  ///   null while it is the newest
  record Life(int generation, Instant createdAt, Instant activeFrom, @Nullable Instant retiredAt) {}

  static SigningKey of(ECKey pair, Life life, Randomness random) {
    try {
      var signer = new ECDSASigner(pair);
      signer.getJCAContext().setSecureRandom(random.source());
      return new SigningKey(
          pair.getKeyID(), life, pair, signer, new ECDSAVerifier(pair.toECPublicKey()));
    } catch (JOSEException e) {
      throw new IllegalStateException(pair.getKeyID() + ": not an ES256 key", e);
    }
  }

  static ECKey generate(String id, Randomness random) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random.source());
      var pair = generator.generateKeyPair();
      return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
          .privateKey(pair.getPrivate())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(com.nimbusds.jose.JWSAlgorithm.ES256)
          .keyID(id)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  static ECKey parse(String json) {
    try {
      return ECKey.parse(json);
    } catch (ParseException e) {
      throw new IllegalStateException("not a JWK", e);
    }
  }

  /// The public half as the JWKS shows it.
  Map<String, Object> published() {
    return pair.toPublicJWK().toJSONObject();
  }

  int generation() {
    return life.generation();
  }

  Instant createdAt() {
    return life.createdAt();
  }

  Instant activeFrom() {
    return life.activeFrom();
  }

  boolean isActiveAt(Instant now) {
    return !life.activeFrom().isAfter(now);
  }

  boolean isPublishedAt(Instant now) {
    var retiredAt = life.retiredAt();
    return retiredAt == null || retiredAt.isAfter(now);
  }

  /// Keeps the private half out of logs.
  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
