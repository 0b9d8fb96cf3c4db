package io.parley.chat.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM with random 96-bit nonces (NIST SP 800-38D, 8.2.2): 12 bytes of nonce, then the
/// ciphertext with its 128-bit tag. One key serves at most 2^32 seals, which a conversation does
/// not reach.
final class Aead {

  static final int KEY_BYTES = 32;
  static final int OVERHEAD_BYTES = 28;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  // Seeded once, then pure computation: the platform's default reads a file, which an event loop
  // must not do
  private static final SecureRandom RANDOM = seeded();

  // To look for the provider and to make one costs as much as to seal a short message
  private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(Aead::newCipher);

  private Aead() {}

  static byte[] randomKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return key;
  }

  static byte[] seal(SecretKey key, byte[] associated, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, associated);
      byte[] sealed = new byte[plain.length + OVERHEAD_BYTES];
      System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
  }

  /// @throws SealBroken when the key, the associated data or a single bit is another
  static byte[] open(SecretKey key, byte[] associated, ByteBuffer sealed) {
    if (sealed.remaining() < OVERHEAD_BYTES) {
      throw new SealBroken(sealed.remaining() + " bytes (expected: at least 28)");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    byte[] plain = new byte[sealed.remaining() - OVERHEAD_BYTES];
    sealed.get(nonce);
    try {
      cipher(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(sealed, ByteBuffer.wrap(plain));
      return plain;
    } catch (AEADBadTagException e) {
      throw new SealBroken("it was changed, moved or sealed under another key");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    Cipher cipher = CIPHER.get();
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  private static SecureRandom seeded() {
    try {
      SecureRandom random = SecureRandom.getInstance("DRBG");
      random.nextBytes(new byte[1]);
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has a DRBG", e);
    }
  }
}
