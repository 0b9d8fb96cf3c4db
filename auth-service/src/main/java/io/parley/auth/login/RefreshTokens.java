package io.parley.auth.login;

import io.parley.auth.secret.MasterKey;
import io.parley.auth.secret.Randomness;
import io.parley.common.id.LoginId;
import io.parley.common.id.OpaqueId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Refresh tokens: `<login>.<secret>.<tag>`. The secret has 256 bits, of which the store has the
/// SHA-256 alone. The tag is an HMAC of the rest: it tells a token that was issued once and rotated
/// since, whose reuse ends the login, from one that a stranger made up, which ends nothing.
///
/// A successor is the HMAC of its predecessor and a random salt that is kept with the login.
/// Whoever brings the predecessor again within the grace gets the same successor, although nothing
/// but hashes is stored.
@Component
final class RefreshTokens {

  private static final int SECRET_BYTES = 32;
  private static final int TAG_BYTES = 16;
  private static final int MAX_LENGTH = 200;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec tagKey;
  private final SecretKeySpec successorKey;
  private final Randomness random;

  RefreshTokens(MasterKey master, Randomness random) {
    this.tagKey = master.hmacKey("refresh token tags");
    this.successorKey = master.hmacKey("refresh token successors");
    this.random = random;
  }

  /// A token that was issued by this service, whether it still counts or not.
  record RefreshToken(LoginId login, byte[] secret) {

    /// What the store knows it by.
    String hash() {
      return TEXT.encodeToString(sha256(secret));
    }

    @Override
    public String toString() {
      return "RefreshToken[" + login + "]";
    }
  }

  RefreshToken first(LoginId login) {
    return new RefreshToken(login, random.bytes(SECRET_BYTES));
  }

  byte[] newSalt() {
    return random.bytes(SECRET_BYTES);
  }

  RefreshToken successor(RefreshToken token, byte[] salt) {
    return new RefreshToken(token.login(), MasterKey.hmac(successorKey, token.secret(), salt));
  }

  /// As the client gets it.
  String text(RefreshToken token) {
    return token.login()
        + "."
        + TEXT.encodeToString(token.secret())
        + "."
        + TEXT.encodeToString(tag(token));
  }

  /// The token behind a text; null when this service never issued it.
  @Nullable RefreshToken parse(String text) {
    var parts = text.split("\\.", -1);
    if (text.length() > MAX_LENGTH || parts.length != 3 || !OpaqueId.isValid(parts[0])) {
      return null;
    }
    try {
      var token = new RefreshToken(new LoginId(parts[0]), Base64.getUrlDecoder().decode(parts[1]));
      return MessageDigest.isEqual(tag(token), Base64.getUrlDecoder().decode(parts[2]))
          ? token
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] tag(RefreshToken token) {
    var login = (token.login() + ".").getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(MasterKey.hmac(tagKey, login, token.secret()), TAG_BYTES);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
