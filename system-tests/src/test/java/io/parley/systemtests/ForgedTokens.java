package io.parley.systemtests;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.text.ParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What an attacker can make of somebody's good access token and of the keys that everybody may
/// read (RFC 8725, 2).
final class ForgedTokens {

  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final String header;
  private final String payload;
  private final String signature;
  private final String keyId;
  private final ECKey published;
  private final ECKey own = newKey();

  /// @param good a token that counts
  /// @param jwks what `/.well-known/jwks.json` says
  ForgedTokens(String good, String jwks) {
    var parts = good.split("\\.", -1);
    this.header = parts[0];
    this.payload = parts[1];
    this.signature = parts[2];
    this.keyId = Api.JSON.readTree(decoded(header)).get("kid").asString();
    try {
      this.published = JWKSet.parse(jwks).getKeyByKeyId(keyId).toECKey();
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// The attacker's own keys, as a JWKS would show them.
  String ownKeys() {
    return new JWKSet(own).toString(true);
  }

  /// Each by what it tries.
  ///
  /// @param listener an address of the attacker's, where keys are to be had
  Map<String, String> all(String listener) {
    var forged = new LinkedHashMap<String, String>();
    for (var none : new String[] {"none", "None", "NONE"}) {
      forged.put("alg " + none, unsigned(none));
    }
    forged.put("alg none with the old signature", encoded(head("none")) + rest(signature));
    forged.put("HMAC by the public key as DER", hmac(publicKey()));
    forged.put("HMAC by the public key as PEM", hmac(pem()));
    forged.put("HMAC by the public key as JWK", hmac(utf8(published.toJSONString())));
    forged.put("HMAC by nothing but zero", hmac(new byte[32]));
    forged.put("a zero signature", header + rest(TEXT.encodeToString(new byte[64])));
    forged.put("a zero signature in DER", header + rest(TEXT.encodeToString(zeroInDer())));
    forged.put("a signature of the curve's order", header + rest(TEXT.encodeToString(order())));
    forged.put("a blank signature", header + rest(""));
    forged.put("another's key under a known id", signed(head("ES256")));
    forged.put("somebody else's claims", header + "." + promoted() + "." + signature);
    forged.put("encrypted to the public key", encrypted());
    forged.put("jku", signed(with("jku", listener + "/jwks")));
    forged.put("jku and an unknown id", signed(with("jku", listener + "/jwks", "kid", "own")));
    forged.put("jwk", signed(with("jwk", own.toPublicJWK().toJSONObject())));
    forged.put("x5u", signed(with("x5u", listener + "/certificate")));
    forged.put("x5c", signed(with("x5c", new String[] {"MIIB"})));
    forged.put("crit", signed(with("crit", new String[] {"exp"})));
    forged.put("an unknown id", signed(with("kid", "own")));
    forged.put("an address as id", signed(with("kid", listener + "/key")));
    forged.put("a file as id", signed(with("kid", "../../../../dev/null")));
    forged.put("a query as id", signed(with("kid", "x' OR '1'='1")));
    forged.put("no id", signed(with("kid", null)));
    forged.put("another type", signed(with("typ", "JWT")));
    forged.put("ES256K", encoded(head("ES256K")) + rest(signature));
    forged.put("two in one", header + rest(signature) + "." + signature);
    forged.put("endless", header + rest(signature) + "A".repeat(6_000));
    return forged;
  }

  /// One more of an id that nobody knows, of the right form.
  String ofUnknownKey() {
    return signed(with("kid", "k" + UUID.randomUUID()));
  }

  private String unsigned(String algorithm) {
    return encoded(head(algorithm)) + rest("");
  }

  private String hmac(byte[] secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      var content = encoded(head("HS256")) + "." + payload;
      return content + "." + TEXT.encodeToString(mac.doFinal(utf8(content)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signed(Map<String, Object> head) {
    try {
      var signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(own.toECPrivateKey());
      var content = encoded(head) + "." + payload;
      signer.update(utf8(content));
      return content + "." + TEXT.encodeToString(signer.sign());
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String encrypted() {
    try {
      var jwe =
          new JWEObject(
              new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A128GCM)
                  .contentType("JWT")
                  .keyID(keyId)
                  .build(),
              new Payload(unsigned("none")));
      jwe.encrypt(new ECDHEncrypter(published));
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same claims with every role.
  private String promoted() {
    var claims = Api.JSON.readValue(decoded(payload), LinkedHashMap.class);
    claims.put("roles", new String[] {"admin", "moderator", "user"});
    return TEXT.encodeToString(Api.JSON.writeValueAsBytes(claims));
  }

  private Map<String, Object> head(String algorithm) {
    var head = new LinkedHashMap<String, Object>();
    head.put("alg", algorithm);
    head.put("typ", "at+jwt");
    head.put("kid", keyId);
    return head;
  }

  private Map<String, Object> with(String name, @Nullable Object value, Object... more) {
    var head = head("ES256");
    if (value == null) {
      head.remove(name);
    } else {
      head.put(name, value);
    }
    for (int i = 0; i < more.length; i += 2) {
      head.put((String) more[i], more[i + 1]);
    }
    return head;
  }

  private String rest(String of) {
    return "." + payload + "." + of;
  }

  private byte[] publicKey() {
    try {
      return published.toECPublicKey().getEncoded();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] pem() {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey());
    return utf8("-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n");
  }

  /// What a verifier that does not look at the range of r and s takes for good (CVE-2022-21449).
  private static byte[] zeroInDer() {
    return new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0};
  }

  private static byte[] order() {
    var number = Curve.P_256.toECParameterSpec().getOrder().toByteArray();
    var both = new byte[64];
    System.arraycopy(number, number.length - 32, both, 0, 32);
    System.arraycopy(number, number.length - 32, both, 32, 32);
    return both;
  }

  private static String encoded(Map<String, Object> head) {
    return TEXT.encodeToString(Api.JSON.writeValueAsBytes(head));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ECKey newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("own").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
