package io.parley.edge.setting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;

/// Secrets from the environment: `NAME` holds one, or `NAME_FILE` the path of a file that does.
/// None has a default.
public final class Secrets {

  private static final int MASTER_KEY_BYTES = 32;

  private final PropertyResolver environment;

  public Secrets(PropertyResolver environment) {
    this.environment = environment;
  }

  /// The secret of that name, without white space around it.
  ///
  /// @throws SettingMissing when there is none, or its file cannot be read
  public String require(String name) {
    var found = find(name);
    if (found == null) {
      throw new SettingMissing(
          name
              + " is not set (expected: the secret, or "
              + name
              + "_FILE with the path of its file)");
    }
    return found;
  }

  /// The same, null when neither variable is set.
  public @Nullable String find(String name) {
    var value = environment.getProperty(name);
    if (value != null && !value.isBlank()) {
      return value.strip();
    }
    var file = environment.getProperty(name + "_FILE");
    return file == null || file.isBlank() ? null : read(name, Path.of(file.strip()));
  }

  /// A key of 32 bytes, given in base64.
  ///
  /// @throws SettingMissing when there is none or it has another length
  public byte[] requireMasterKey(String name) {
    return masterKey(name, require(name));
  }

  /// Such keys, with commas between them; none when neither variable is set.
  ///
  /// @throws SettingMissing when one has another length
  public List<byte[]> masterKeys(String name) {
    var text = find(name);
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .filter(key -> !key.isBlank())
            .map(key -> masterKey(name, key.strip()))
            .toList();
  }

  private static byte[] masterKey(String name, String text) {
    try {
      var key = Base64.getDecoder().decode(text);
      if (key.length == MASTER_KEY_BYTES) {
        return key;
      }
      throw new SettingMissing(name + ": " + key.length + " bytes (expected: 32, in base64)");
    } catch (IllegalArgumentException e) {
      throw new SettingMissing(name + " is not base64 (expected: 32 bytes in base64)", e);
    }
  }

  private static String read(String name, Path file) {
    try {
      var secret = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (secret.isEmpty()) {
        throw new SettingMissing(name + "_FILE: the file is empty");
      }
      return secret;
    } catch (IOException e) {
      throw new SettingMissing(name + "_FILE: the file cannot be read", e);
    }
  }
}
