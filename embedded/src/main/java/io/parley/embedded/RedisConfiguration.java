package io.parley.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/// The configuration file of a Redis server of ours: loopback, a password, nothing on disk.
///
/// What Parley holds in Redis may be lost at any moment, and a server that starts empty is the
/// plainest case of it.
public final class RedisConfiguration {

  private static final int PASSWORD_BYTES = 24;

  private RedisConfiguration() {}

  /// Letters and digits alone, so it needs no escaping in an address.
  public static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Writes `redis.conf` into the directory, readable for the owner alone, over one that is there.
  public static Path write(Path directory, int port, String password) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.toAbsolutePath().resolve("redis.conf");
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.write(
        file,
        List.of(
            "bind 127.0.0.1",
            "port " + port,
            "requirepass " + password,
            "dir \"" + file.getParent() + "\"",
            "save \"\"",
            "appendonly no"));
  }
}
