package io.parley.chat.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.common.id.ConversationId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens the bodies of one conversation. Safe for use by many threads; never waits.
///
/// A sealed body is one byte of format, two bytes of data key number, then nonce, ciphertext and
/// tag. Its associated data are the conversation, the event's key, the revision and the data key's
/// number.
public final class ConversationKeys {

  /// The revision of a body as it was first written; a later one is the sequence of the event that
  /// changed it.
  public static final long ORIGINAL = 0;

  // For the same reason as the cipher of Aead
  private static final ThreadLocal<Mac> HMAC = ThreadLocal.withInitial(ConversationKeys::newMac);

  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 3;

  private final ConversationId conversation;
  private final short number;
  private final SecretKey bodies;
  private final SecretKey fingerprints;

  ConversationKeys(ConversationId conversation, short number, byte[] dataKey) {
    this.conversation = conversation;
    this.number = number;
    this.bodies = derive(dataKey, "parley body", "AES");
    this.fingerprints = derive(dataKey, "parley fingerprint", "HmacSHA256");
  }

  public byte[] seal(String key, long revision, byte[] plain) {
    byte[] sealed = Aead.seal(bodies, associated(key, revision), plain);
    return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
        .put(FORMAT)
        .putShort(number)
        .put(sealed)
        .array();
  }

  /// @throws SealBroken when it was not sealed for exactly this place
  public byte[] open(String key, long revision, byte[] sealed) {
    var buffer = ByteBuffer.wrap(sealed);
    if (sealed.length < HEADER_BYTES || buffer.get() != FORMAT || buffer.getShort() != number) {
      throw new SealBroken("its format or data key is unknown");
    }
    return Aead.open(bodies, associated(key, revision), buffer);
  }

  /// Equal for equal content in this conversation, and tells nothing to who lacks the data key
  /// (HMAC-SHA-256).
  public byte[] fingerprint(byte[] content) {
    try {
      Mac mac = HMAC.get();
      mac.init(fingerprints);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key made for it does not fit HMAC", e);
    }
  }

  private static Mac newMac() {
    try {
      return Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  // The key of an event comes last: it alone may hold any character
  private byte[] associated(String key, long revision) {
    return (conversation.value() + '|' + revision + '|' + number + '|' + key).getBytes(UTF_8);
  }

  private static SecretKey derive(byte[] dataKey, String purpose, String algorithm) {
    try {
      var parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(new SecretKeySpec(dataKey, "HKDF"))
              .thenExpand(purpose.getBytes(UTF_8), Aead.KEY_BYTES);
      return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HKDF", e);
    }
  }
}
