package io.parley.edge.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Remembers what was verified, by the SHA-256 of the token, so that an ECDSA check is paid once a
/// token. Bounded: two generations of half the size; when the young one is full it becomes the old
/// one, and the old one is forgotten.
///
/// @param <T> what is remembered of a token
public final class VerifiedTokens<T> {

  private final int half;
  private volatile Generations<T> generations = Generations.fresh();

  /// @param size the most tokens kept
  public VerifiedTokens(int size) {
    this.half = Math.max(1, size / 2);
  }

  private record Generations<T>(ConcurrentMap<String, T> young, ConcurrentMap<String, T> old) {

    static <T> Generations<T> fresh() {
      return new Generations<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }
  }

  public @Nullable T get(String key) {
    var now = generations;
    var found = now.young.get(key);
    if (found != null) {
      return found;
    }
    var older = now.old.remove(key);
    if (older != null) {
      put(key, older);
    }
    return older;
  }

  public void put(String key, T value) {
    var now = generations;
    now.young.put(key, value);
    if (now.young.size() >= half) {
      turn(now);
    }
  }

  /// Under which a token is remembered.
  public static String keyOf(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private synchronized void turn(Generations<T> full) {
    if (generations == full) {
      generations = new Generations<>(new ConcurrentHashMap<>(), full.young);
    }
  }
}
