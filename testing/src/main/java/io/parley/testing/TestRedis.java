package io.parley.testing;

import io.parley.embedded.EmbeddedRedis;
import io.parley.embedded.RedisBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Redis for tests.
///
/// The shared server is, in this order: the one at `PARLEY_TEST_REDIS_URL`, a container of
/// `redis:8.2` where a Docker engine answers, the `redis-server` of the path, else the one that
/// Parley brings along. Keys and channels of tests that share it meet: a class that looks at whole
/// key spaces, at `FLUSHALL` or at outages takes one of its own by [#start()], which costs some 50
/// ms.
public final class TestRedis {

  private static final String VARIABLE = "PARLEY_TEST_REDIS_URL";
  private static @Nullable String shared;

  private TestRedis() {}

  /// The address of the server that all tests of this JVM share, for `REDIS_URL`.
  public static synchronized String url() {
    if (shared == null) {
      shared = find();
    }
    return shared;
  }

  /// A real Redis process of the test's own: it may be stopped, restarted, paused and flushed, and
  /// the test closes it. Two of them stand for two key spaces.
  public static EmbeddedRedis start() {
    try {
      Path directory = Files.createTempDirectory("parley-test-redis");
      EmbeddedRedis redis = EmbeddedRedis.start(binary(), directory);
      Runtime.getRuntime().addShutdownHook(new Thread(redis::stop, "test-redis-stop"));
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException("no Redis for tests", e);
    }
  }

  private static String find() {
    String given = System.getenv(VARIABLE);
    if (given != null && !given.isBlank()) {
      Announcement.print("Redis", VARIABLE);
      return given;
    }
    if (Containers.available()) {
      Announcement.print("Redis", "container " + Containers.REDIS_IMAGE);
      return Containers.redis();
    }
    EmbeddedRedis redis = start();
    Announcement.print("Redis", redis.origin());
    return redis.url();
  }

  static RedisBinary binary() throws IOException {
    var onPath = RedisBinary.onPath();
    return onPath.isPresent() ? onPath.get() : bundled();
  }

  static RedisBinary bundled() throws IOException {
    return RedisBinary.bundled(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "parley-redis-" + System.getProperty("user.name")));
  }
}
