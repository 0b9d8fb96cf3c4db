package io.parley.auth.bootstrap;

import io.parley.edge.setting.Secrets;
import io.parley.edge.setting.SettingMissing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The secret that makes the first administrator. A platform may have none: then nobody becomes one
/// this way.
@Component
final class BootstrapSecret {

  private static final String VARIABLE = "PARLEY_BOOTSTRAP_SECRET";
  private static final int SHORTEST = 16;

  private final byte @Nullable [] secret;

  /// @throws SettingMissing when it is too short to be one
  BootstrapSecret(Secrets secrets) {
    var found = secrets.find(VARIABLE);
    if (found != null && found.length() < SHORTEST) {
      throw new SettingMissing(
          VARIABLE
              + " has "
              + found.length()
              + " characters (expected: at least "
              + SHORTEST
              + ")");
    }
    this.secret = found == null ? null : found.getBytes(StandardCharsets.UTF_8);
  }

  /// Takes the same time wherever they differ.
  boolean is(String shown) {
    return secret != null && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), secret);
  }
}
