package io.parley.standalone;

import io.parley.standalone.rehearsal.Rehearsal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Runs the whole platform in this JVM: `--port` (8080) for the gateway and `--data` (`.parley`)
/// for everything that is kept. Prints one line with the address when the gateway's `/health` is
/// UP; ends with 0 on SIGTERM and SIGINT after closing the services in order, and with 1 and one
/// sentence when it cannot start.
///
/// `--rehearse` starts everything, lets some people talk, stops it and ends: the JVM records such a
/// run for its ahead-of-time cache.
public final class Standalone {

  private static final String LOG_CONFIGURATION = "parley-run.xml";

  private Standalone() {}

  public static void main(String[] arguments) {
    long begun = System.nanoTime();
    Ending ending = new Ending();
    ending.onSignal();
    try {
      Options options = Options.parse(arguments);
      DataDirectory data = DataDirectory.open(options.data());
      useLogFile(data.path("log"));
      Platform platform = Platform.start(options, data, ending);
      if (options.rehearse()) {
        rehearse(platform, data);
        ending.close();
        ending.exit(0);
      }
      note(data, "run/parley-1.store", platform.stores().mongoUri());
      note(data, "run/parley-1.auth", platform.authAddress());
      announce(platform, data, Duration.ofNanos(System.nanoTime() - begun));
    } catch (StartFailure e) {
      ending.close();
      System.err.println("parley: " + e.getMessage());
      ending.exit(1);
    }
  }

  private static void rehearse(Platform platform, DataDirectory data) {
    try {
      Rehearsal.play(
          URI.create(platform.address()), Files.readString(data.path("server-key")).strip());
    } catch (IOException e) {
      throw new StartFailure("the rehearsal broke off", e);
    }
  }

  /// Four contexts start at once and none of them may configure the logging of all.
  private static void useLogFile(Path directory) {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    System.setProperty("logback.configurationFile", LOG_CONFIGURATION);
    System.setProperty("parley.log", directory.resolve("parley.log").toString());
  }

  /// Where `./parley backup` finds the store, and `./parley rotate-keys` auth-service.
  private static void note(DataDirectory data, String name, String address) {
    Path note = data.path(name);
    try {
      Files.createDirectories(note.getParent());
      Files.writeString(note, address);
    } catch (IOException e) {
      throw new StartFailure("cannot write " + note, e);
    }
  }

  private static void announce(Platform platform, DataDirectory data, Duration took) {
    System.out.printf("MongoDB: %s%n", platform.stores().mongoOrigin());
    System.out.printf("Redis:   %s%n", platform.stores().redisOrigin());
    System.out.printf(
        "Parley is up at %s (started in %.1f s)%n", platform.address(), took.toMillis() / 1000.0);
    System.out.printf(
        "Whoever signs up and shows the secret in %s becomes the first administrator%n",
        data.path("bootstrap-secret"));
    System.out.flush();
  }
}
