package io.parley.auth.secret;

import io.parley.edge.setting.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// The one key of this service that is not in its store, and the keys that follow from it: one a
/// purpose (NIST SP 800-108, HMAC-SHA-256 of the purpose), so that none can stand for another.
@Component
public final class MasterKey {

  private static final String VARIABLE = "PARLEY_AUTH_MASTER_KEY";
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  @Autowired
  MasterKey(Secrets secrets) {
    this(secrets.requireMasterKey(VARIABLE));
  }

  public MasterKey(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
  }

  /// The 32 bytes for one purpose.
  public byte[] derive(String purpose) {
    return hmac(key, ("parley auth " + purpose).getBytes(StandardCharsets.UTF_8));
  }

  /// Names the key without giving it away: what was wrapped by another one is told by it.
  public String fingerprint() {
    return HexFormat.of().formatHex(derive("fingerprint"), 0, 8);
  }

  /// HMAC-SHA-256 (RFC 2104).
  public static byte[] hmac(SecretKeySpec key, byte[]... parts) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(key);
      for (var part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /// The key for [#hmac(SecretKeySpec, byte[]...)] of one purpose.
  public SecretKeySpec hmacKey(String purpose) {
    return new SecretKeySpec(derive(purpose), HMAC);
  }
}
