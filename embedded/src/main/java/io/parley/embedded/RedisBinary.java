package io.parley.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/// An executable Redis server and where it came from.
///
/// @param executable its absolute path
/// @param origin in words, for people: which one it is
public record RedisBinary(Path executable, String origin) {

  private static final String NAME = "redis-server";

  /// The `redis-server` that is on the path of this machine.
  public static Optional<RedisBinary> onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, NAME).toAbsolutePath())
        .filter(Files::isExecutable)
        .findFirst()
        .map(file -> new RedisBinary(file, "redis-server from the path (%s)".formatted(file)));
  }

  /// The one that Parley brings along (Redis 6.2), unpacked into a directory unless it is there
  /// already.
  ///
  /// @throws IOException when this platform has none or the directory cannot be written
  public static RedisBinary bundled(Path directory) throws IOException {
    Path target = directory.toAbsolutePath().resolve(NAME);
    if (!Files.isExecutable(target)) {
      Files.createDirectories(directory);
      unpack(target);
    }
    return new RedisBinary(target, "the Redis 6.2 that Parley brings along");
  }

  private static void unpack(Path target) throws IOException {
    Path unpacking = Files.createTempDirectory(target.getParent(), "unpack");
    try {
      File file = ExecutableProvider.newJarResourceProvider(unpacking.toFile()).get();
      Files.move(file.toPath(), target, StandardCopyOption.REPLACE_EXISTING);
    } catch (RuntimeException e) {
      throw new IOException("no Redis is brought along for this platform", e);
    } finally {
      Files.delete(unpacking);
    }
  }
}
