package io.parley.chat.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The keys that wrap data keys: the current one wraps, earlier ones still unwrap until
/// [DataKeys#rewrap] has been through. A master key's id is worked out from the key itself, so
/// nobody has to name them.
public final class MasterKeys {

  private final String currentId;
  private final Map<String, SecretKey> keys = new HashMap<>();

  /// @param current 32 bytes
  /// @param earlier keys that were current before
  /// @throws IllegalArgumentException when one is not 32 bytes long
  public MasterKeys(byte[] current, List<byte[]> earlier) {
    earlier.forEach(this::add);
    this.currentId = add(current);
    // Seeds the source of nonces now, which reads a file, and not later on an event loop
    unwrap(currentId, "", wrap("", new byte[Aead.KEY_BYTES]));
  }

  /// Whether some data keys may be wrapped by another one than the current.
  boolean hasOthers() {
    return keys.size() > 1;
  }

  String currentId() {
    return currentId;
  }

  byte[] wrap(String dataKeyId, byte[] dataKey) {
    return Aead.seal(key(currentId), dataKeyId.getBytes(UTF_8), dataKey);
  }

  /// @throws SealBroken when it was not wrapped by that key for that id
  /// @throws IllegalStateException when the operator did not give the key
  byte[] unwrap(String masterKeyId, String dataKeyId, byte[] wrapped) {
    return Aead.open(key(masterKeyId), dataKeyId.getBytes(UTF_8), ByteBuffer.wrap(wrapped));
  }

  private SecretKey key(String id) {
    SecretKey key = keys.get(id);
    if (key == null) {
      throw new IllegalStateException("master key " + id + " is not among the configured ones");
    }
    return key;
  }

  private String add(byte[] key) {
    if (key.length != Aead.KEY_BYTES) {
      throw new IllegalArgumentException(
          "master key: " + key.length + " bytes (expected: " + Aead.KEY_BYTES + ")");
    }
    String id = idOf(key);
    keys.put(id, new SecretKeySpec(key, "AES"));
    return id;
  }

  private static String idOf(byte[] key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update("parley master key id".getBytes(UTF_8));
      return HexFormat.of().formatHex(digest.digest(key), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
