package io.parley.prove.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells equal content from other content in a history, without the content.
public final class Digest {

  private static final int BYTES = 8;

  private Digest() {}

  /// @param content the text alone, or text and whatever else was sent in a form that is the same
  ///   for equal content
  public static String of(String content) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
