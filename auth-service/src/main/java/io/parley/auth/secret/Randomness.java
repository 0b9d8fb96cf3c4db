package io.parley.auth.secret;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.springframework.stereotype.Component;

/// Unpredictable bytes and ids. From a DRBG (NIST SP 800-90A) that is seeded once here, because the
/// default of the JDK reads a device file on whatever thread asks.
@Component
public final class Randomness {

  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int ID_DIGITS = 21;

  private final SecureRandom random;

  public Randomness() {
    try {
      this.random = SecureRandom.getInstance("DRBG");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has a DRBG", e);
    }
    random.nextBytes(new byte[1]);
  }

  public byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// An id with 105 random bits behind a letter that tells kinds apart in logs.
  public String id(char kind) {
    var id = new StringBuilder(ID_DIGITS + 1).append(kind);
    for (var b : bytes(ID_DIGITS)) {
      id.append(DIGITS[b & 31]);
    }
    return id.toString();
  }

  public SecureRandom source() {
    return random;
  }
}
