package io.parley.gateway.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;

/// A file in memory, ready to be sent.
///
/// @param gzip the same, compressed; null where that is not worth it
/// @param tag of its content, so that a copy stays good over versions that did not change it
record StaticFile(
    byte[] content, byte @Nullable [] gzip, MediaType type, String tag, CacheControl caching) {

  private static final Duration YEAR = Duration.ofDays(365);
  private static final int WORTH_BYTES = 1024;
  private static final int TAG_LENGTH = 32;

  /// A file whose name changes with its content.
  static StaticFile immutable(byte[] content, MediaType type) {
    return of(content, type, CacheControl.maxAge(YEAR).cachePublic().immutable());
  }

  /// A file that has to be asked for again each time, which costs a 304.
  static StaticFile revalidated(byte[] content, MediaType type) {
    return of(content, type, CacheControl.noCache());
  }

  private static StaticFile of(byte[] content, MediaType type, CacheControl caching) {
    return new StaticFile(content, gzip(content, type), type, tag(content), caching);
  }

  private static byte @Nullable [] gzip(byte[] content, MediaType type) {
    if (content.length < WORTH_BYTES || !isText(type)) {
      return null;
    }
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException("in memory nothing can fail", e);
    }
    return packed.toByteArray();
  }

  private static boolean isText(MediaType type) {
    return type.getType().equals("text")
        || type.getSubtype().endsWith("json")
        || type.getSubtype().endsWith("xml")
        || type.getSubtype().endsWith("javascript");
  }

  private static String tag(byte[] content) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(content);
      return "\"" + HexFormat.of().formatHex(hash).substring(0, TAG_LENGTH) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
