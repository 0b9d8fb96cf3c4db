package io.parley.auth.federated;

import io.parley.common.id.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Somebody as an issuer knows them, and whose account that is here.
///
/// @param id follows from issuer and subject, so that there is one of each
/// @param subject whom the issuer knows by this; null when nothing was heard of it since this is
///   kept
/// @param email as the provider verified it when it was linked
/// @param saidAt when the provider said the newest of what was heard of it
/// @param settled whether the account was there; false while one is being made for it
record Identity(
    String id,
    String issuer,
    @Nullable String subject,
    UserId user,
    @Nullable String email,
    Instant saidAt,
    boolean settled,
    Instant createdAt,
    Instant lastUsedAt) {

  static String idOf(String issuer, String subject) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(issuer.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(digest.digest(subject.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Keeps people out of logs.
  @Override
  public String toString() {
    return "Identity[" + id + "]";
  }
}
