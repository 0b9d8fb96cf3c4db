package io.parley.auth.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Wraps private keys for the store: AES-256-GCM (NIST SP 800-38D) under a key derived from the
/// master key, 96 random bits of nonce in front, bound to a label, so that two wrapped keys cannot
/// be swapped.
public final class KeyWrap {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final SecretKeySpec key;
  private final Randomness random;

  public KeyWrap(MasterKey master, Randomness random) {
    this.key = new SecretKeySpec(master.derive("wrap signing keys"), "AES");
    this.random = random;
  }

  public byte[] wrap(byte[] secret, String label) {
    var nonce = random.bytes(NONCE_BYTES);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, label).doFinal(secret);
      var wrapped = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, wrapped, NONCE_BYTES, sealed.length);
      return wrapped;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /// @throws IllegalStateException when it was wrapped by another master key, under another label,
  ///   or changed
  public byte[] unwrap(byte[] wrapped, String label) {
    if (wrapped.length <= NONCE_BYTES) {
      throw new IllegalStateException(label + ": not a wrapped key");
    }
    var nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, label)
          .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(label + ": not wrapped by this PARLEY_AUTH_MASTER_KEY", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String label) throws GeneralSecurityException {
    var cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(label.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
