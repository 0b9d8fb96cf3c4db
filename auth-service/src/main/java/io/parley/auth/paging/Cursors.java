package io.parley.auth.paging;

import io.parley.auth.secret.MasterKey;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// Cursors of lists: where a reader is, signed together with the query that it belongs to.
@Component
public final class Cursors {

  private static final int TAG_BYTES = 12;
  private static final int MAX_LENGTH = 512;

  private final SecretKeySpec key;

  Cursors(MasterKey master) {
    this.key = master.hmacKey("cursors");
  }

  public String write(String query, String position) {
    var place = position.getBytes(StandardCharsets.UTF_8);
    var tag = tag(query, place);
    var bytes = Arrays.copyOf(tag, TAG_BYTES + place.length);
    System.arraycopy(place, 0, bytes, TAG_BYTES, place.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The position behind a cursor of this query.
  ///
  /// @throws ProblemException `bad-cursor` when it is of another query or made up
  public String read(String query, String cursor) {
    if (cursor.length() > MAX_LENGTH) {
      throw bad();
    }
    try {
      var bytes = Base64.getUrlDecoder().decode(cursor);
      if (bytes.length < TAG_BYTES) {
        throw bad();
      }
      var place = Arrays.copyOfRange(bytes, TAG_BYTES, bytes.length);
      if (!MessageDigest.isEqual(tag(query, place), Arrays.copyOf(bytes, TAG_BYTES))) {
        throw bad();
      }
      return new String(place, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad();
    }
  }

  private byte[] tag(String query, byte[] place) {
    var asked = query.getBytes(StandardCharsets.UTF_8);
    var length = String.valueOf(asked.length).getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(MasterKey.hmac(key, length, new byte[1], asked, place), TAG_BYTES);
  }

  private static ProblemException bad() {
    return new ProblemException(
        ProblemType.BAD_CURSOR, "cursor: not one of this query (expected: a `next` of it)");
  }
}
