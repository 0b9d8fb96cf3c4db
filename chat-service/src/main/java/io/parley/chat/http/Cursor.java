package io.parley.chat.http;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// Where a reader of a list is, as opaque text: a position behind a fingerprint of the query that
/// it belongs to. It grants nothing that the query does not, so it is checked and not signed.
public final class Cursor {

  private static final int FINGERPRINT_BYTES = 8;
  private static final int MOST_CHARACTERS = 512;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private Cursor() {}

  /// @param query what the list is of, and whose
  public static String of(String query, String position) {
    var place = position.getBytes(StandardCharsets.UTF_8);
    var bytes = Arrays.copyOf(fingerprint(query), FINGERPRINT_BYTES + place.length);
    System.arraycopy(place, 0, bytes, FINGERPRINT_BYTES, place.length);
    return TEXT.encodeToString(bytes);
  }

  /// The position behind a cursor.
  ///
  /// @throws ProblemException `bad-cursor` when it belongs to another query or is none
  public static String position(String query, String cursor) {
    if (cursor.length() > MOST_CHARACTERS) {
      throw bad();
    }
    try {
      var bytes = Base64.getUrlDecoder().decode(cursor);
      if (bytes.length <= FINGERPRINT_BYTES
          || !Arrays.equals(fingerprint(query), Arrays.copyOf(bytes, FINGERPRINT_BYTES))) {
        throw bad();
      }
      return new String(
          bytes, FINGERPRINT_BYTES, bytes.length - FINGERPRINT_BYTES, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad();
    }
  }

  public static ProblemException bad() {
    return new ProblemException(
        ProblemType.BAD_CURSOR, "cursor: not one of this list (expected: a `next` of it)");
  }

  private static byte[] fingerprint(String query) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(hash.digest(query.getBytes(StandardCharsets.UTF_8)), FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
