package io.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/// Stores in containers, where a Docker engine answers. Testcontainers ends them with the JVM.
final class Containers {

  static final String MONGO_IMAGE = "mongo:8.0";
  static final String REDIS_IMAGE = "redis:8.2";

  private static final int MONGO_PORT = 27017;
  private static final int REDIS_PORT = 6379;
  private static final String INITIATE =
      """
      rs.initiate({_id: 'rs0', members: [{_id: 0, host: 'localhost:27017'}]});
      while (!db.hello().isWritablePrimary) { sleep(50); }
      """;

  private Containers() {}

  /// Asks the engine only where there is a sign of one, because asking for nothing costs a second
  /// and a stack trace.
  static boolean available() {
    return signOfAnEngine() && DockerClientFactory.instance().isDockerAvailable();
  }

  /// Starts a replica set of one and returns its address.
  static String mongo() {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(MONGO_IMAGE))
            .withCommand("--replSet", "rs0", "--bind_ip_all")
            .withExposedPorts(MONGO_PORT);
    container.start();
    initiate(container);
    return "mongodb://%s:%d/?directConnection=true"
        .formatted(container.getHost(), container.getMappedPort(MONGO_PORT));
  }

  static String redis() {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(REDIS_IMAGE)).withExposedPorts(REDIS_PORT);
    container.start();
    return "redis://%s:%d".formatted(container.getHost(), container.getMappedPort(REDIS_PORT));
  }

  private static void initiate(GenericContainer<?> container) {
    try {
      var result = container.execInContainer("mongosh", "--quiet", "--eval", INITIATE);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException("no replica set: " + result.getStderr());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean signOfAnEngine() {
    if (System.getenv("DOCKER_HOST") != null) {
      return true;
    }
    String home = System.getProperty("user.home");
    String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run/user/0");
    return Stream.of(
            "/var/run/docker.sock",
            home + "/.docker/run/docker.sock",
            home + "/.docker/desktop/docker.sock",
            runtime + "/docker.sock")
        .anyMatch(socket -> Files.exists(Path.of(socket)));
  }
}
