package io.parley.embedded;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Runs [EmbeddedMongo] as a process of its own: `--port` (0, the default, takes a free one) and
/// `--data` (the directory of the file; without it everything stays in memory). Prints one line
/// with its address when it listens, ends with 0 on SIGTERM and SIGINT, and with 1 and one sentence
/// when it cannot start.
public final class EmbeddedMongoMain {

  private EmbeddedMongoMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedMongo mongo;
    try {
      mongo = start(Arguments.parse(arguments));
    } catch (RuntimeException e) {
      System.err.println("the embedded store did not start: " + e.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(mongo), "embedded-mongo-stop"));
    announce(System.out, mongo);
    new CountDownLatch(1).await();
  }

  private static EmbeddedMongo start(Map<String, String> settings) {
    int port = Integer.parseInt(settings.getOrDefault("port", "0"));
    String data = settings.get("data");
    if (data == null) {
      return EmbeddedMongo.inMemory(port);
    }
    return EmbeddedMongo.onFile(Path.of(data).resolve(EmbeddedMongo.FILE_NAME), port);
  }

  /// A signal is the ordinary way to end it, so the exit code is 0 and not the signal's.
  private static void stop(EmbeddedMongo mongo) {
    mongo.close();
    Runtime.getRuntime().halt(0);
  }

  private static void announce(PrintStream out, EmbeddedMongo mongo) {
    out.println("listening on mongodb://127.0.0.1:" + mongo.port());
    out.flush();
  }
}
