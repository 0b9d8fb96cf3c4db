package io.parley.standalone;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// The directory of everything that `run` and `cluster` keep, readable for its owner alone. The
/// secrets of the platform are made here at the first start, each a file of 32 random bytes in
/// Base64.
///
/// | file | variable | is |
/// |---|---|---|
/// | `server-key` | `PARLEY_SERVER_KEY_FILE` | the key of a team's own backend |
/// | `service-secret` | `PARLEY_SERVICE_SECRET_FILE` | buys services their tokens |
/// | `auth-master-key` | `PARLEY_AUTH_MASTER_KEY_FILE` | wraps the signing keys |
/// | `chat-master-key` | `PARLEY_CHAT_MASTER_KEY_FILE` | wraps the data keys of conversations |
/// | `bootstrap-secret` | `PARLEY_BOOTSTRAP_SECRET_FILE` | makes the first administrator, once |
final class DataDirectory {

  private static final int SECRET_BYTES = 32;
  private static final Map<String, String> SECRETS =
      Map.of(
          "server-key", "PARLEY_SERVER_KEY",
          "service-secret", "PARLEY_SERVICE_SECRET",
          "auth-master-key", "PARLEY_AUTH_MASTER_KEY",
          "chat-master-key", "PARLEY_CHAT_MASTER_KEY",
          "bootstrap-secret", "PARLEY_BOOTSTRAP_SECRET");

  private final Path root;

  private DataDirectory(Path root) {
    this.root = root;
  }

  /// Creates what is missing.
  ///
  /// @throws StartFailure when it cannot be written
  static DataDirectory open(Path root) {
    var data = new DataDirectory(root);
    try {
      Files.createDirectories(root);
      if (posix(root)) {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      }
      for (String name : SECRETS.keySet()) {
        data.makeSecret(name);
      }
    } catch (IOException e) {
      throw new StartFailure("cannot write the data directory %s".formatted(root), e);
    }
    return data;
  }

  Path path(String name) {
    return root.resolve(name);
  }

  /// The variables by which services find the secrets; one that the environment sets itself is left
  /// out.
  Map<String, String> secretSettings() {
    Map<String, String> settings = new TreeMap<>();
    SECRETS.forEach(
        (file, variable) -> {
          boolean given = isSet(variable) || isSet(variable + "_FILE");
          if (!given) {
            settings.put(variable + "_FILE", path(file).toString());
          }
        });
    return settings;
  }

  private void makeSecret(String name) throws IOException {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    try {
      Path file = Files.createFile(path(name), ownerOnly(root));
      Files.writeString(file, Base64.getEncoder().encodeToString(bytes) + "\n");
    } catch (FileAlreadyExistsException kept) {
      // made at an earlier start
    }
  }

  private static boolean isSet(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isBlank();
  }

  private static FileAttribute<?>[] ownerOnly(Path root) {
    return posix(root)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
