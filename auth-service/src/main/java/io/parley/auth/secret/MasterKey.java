package io.parley.auth.secret;

import io.parley.edge.setting.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// The one key of this service that is not in its store; it wraps what is. Keys for other purposes
/// follow from the root that it wraps, one a purpose (NIST SP 800-108, HMAC-SHA-256 of the
/// purpose), so that none can stand for another and all outlive a change of the master key.
@Component
public final class MasterKey {

  private static final String VARIABLE = "PARLEY_AUTH_MASTER_KEY";
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;
  private volatile @Nullable SecretKeySpec root;

  @Autowired
  MasterKey(Secrets secrets) {
    this.key = new SecretKeySpec(secrets.requireMasterKey(VARIABLE), HMAC);
  }

  /// A key that is its own root.
  public MasterKey(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
    rootedIn(key);
  }

  /// The 32 bytes for one purpose of the master key itself: wrapping, and naming it.
  byte[] derive(String purpose) {
    return derive(key, purpose);
  }

  /// From now on keys follow from this root.
  public void rootedIn(byte[] bytes) {
    root = new SecretKeySpec(bytes, HMAC);
  }

  private static byte[] derive(SecretKeySpec from, String purpose) {
    return hmac(from, ("parley auth " + purpose).getBytes(StandardCharsets.UTF_8));
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

  /// The key for [#hmac(SecretKeySpec, byte[]...)] of one purpose. It may be asked for at once; to
  /// use it before the root is known is the problem `try-again`.
  public SecretKeySpec hmacKey(String purpose) {
    return new DerivedKey(
        HMAC,
        () -> {
          var from = root;
          return from == null ? null : derive(from, purpose);
        });
  }
}
