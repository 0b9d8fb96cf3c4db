package io.parley.auth.confirm;

import io.parley.auth.secret.Randomness;
import io.parley.common.id.OpaqueId;
import io.parley.common.id.UserId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/// `<user>.<purpose>.<secret>`, the secret of 256 bits.
record ConfirmationToken(UserId user, Purpose purpose, byte[] secret) {

  private static final int SECRET_BYTES = 32;
  private static final int MAX_LENGTH = 200;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  static ConfirmationToken fresh(UserId user, Purpose purpose, Randomness random) {
    return new ConfirmationToken(user, purpose, random.bytes(SECRET_BYTES));
  }

  /// Empty when it does not look like one.
  static Optional<ConfirmationToken> parse(String text) {
    var parts = text.length() > MAX_LENGTH ? new String[0] : text.split("\\.", -1);
    if (parts.length != 3 || !OpaqueId.isValid(parts[0])) {
      return Optional.empty();
    }
    try {
      var secret = Base64.getUrlDecoder().decode(parts[2]);
      return Stream.of(Purpose.values())
          .filter(purpose -> purpose.key().equals(parts[1]) && secret.length == SECRET_BYTES)
          .map(purpose -> new ConfirmationToken(new UserId(parts[0]), purpose, secret))
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String text() {
    return user + "." + purpose.key() + "." + TEXT.encodeToString(secret);
  }

  /// What the store knows it by.
  String hash() {
    try {
      return TEXT.encodeToString(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "ConfirmationToken[" + user + ", " + purpose + "]";
  }
}
