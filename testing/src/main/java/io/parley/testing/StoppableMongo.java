package io.parley.testing;

import io.parley.embedded.EmbeddedMongo;
import io.parley.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Path;

/// A document store that one test may take away and bring back: the address stays, and so does what
/// was acknowledged.
public final class StoppableMongo implements AutoCloseable {

  private final Path file;
  private final int port;
  private EmbeddedMongo mongo;
  private boolean running = true;

  private StoppableMongo(Path file, int port) {
    this.file = file;
    this.port = port;
    this.mongo = EmbeddedMongo.onFile(file, port);
  }

  static StoppableMongo start(Path directory) throws IOException {
    return new StoppableMongo(directory.resolve(EmbeddedMongo.FILE_NAME), FreePorts.one());
  }

  public String uri(String database) {
    return mongo.uri(database);
  }

  public int port() {
    return port;
  }

  /// Breaks every connection and refuses new ones until [#restart()].
  public void stop() {
    if (running) {
      running = false;
      mongo.close();
    }
  }

  public void restart() {
    if (!running) {
      mongo = EmbeddedMongo.onFile(file, port);
      running = true;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
