package io.parley.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A MongoDB server in this JVM, on loopback, without a password: for `run`, for tests, and as a
/// process of its own in `cluster`.
///
/// A write is answered once it is in the file, so a `kill -9` loses nothing that was acknowledged;
/// a power cut may. What it lacks against MongoDB: transactions, sessions, `$text`, TTL indexes
/// that fire, partial index filters, change streams. A range with a sort scans the collection;
/// equality and `$in` on `_id` or a unique index do not.
public final class EmbeddedMongo implements AutoCloseable {

  /// The name of the store's file inside a data directory.
  public static final String FILE_NAME = "store.mv";

  /// Commands that wait for a commit hold their thread, and the more wait the more one commit
  /// serves.
  private static final int WORKER_THREADS = 32;

  private static final int ACCEPTING_THREADS = 1;

  private final MongoServer server;
  private final InetSocketAddress address;

  private EmbeddedMongo(MongoServer server, InetSocketAddress address) {
    this.server = server;
    this.address = address;
  }

  /// Keeps everything in memory, on a free port.
  public static EmbeddedMongo inMemory() {
    return inMemory(0);
  }

  /// Keeps everything in memory, on the given port; 0 for a free one.
  public static EmbeddedMongo inMemory(int port) {
    return start(null, port);
  }

  /// Keeps everything in one file, created when it is missing and compacted when that pays.
  ///
  /// @param port 0 for a free one
  /// @throws IllegalStateException when another process has the file open or the port is taken
  /// @throws java.io.UncheckedIOException when the file's directory cannot be written
  public static EmbeddedMongo onFile(Path file, int port) {
    return start(file, port);
  }

  private static EmbeddedMongo start(@Nullable Path file, int port) {
    var backend = new CommittingBackend(StoreFile.open(file));
    var server = new MongoServer(backend);
    var wanted = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      server.bind(wanted, ACCEPTING_THREADS, WORKER_THREADS);
    } catch (Exception e) { // the library throws checked ones without declaring them
      throw new IllegalStateException(
          "cannot listen on 127.0.0.1:%d: %s".formatted(port, e.getMessage()), e);
    }
    return new EmbeddedMongo(server, server.getLocalAddress());
  }

  /// The port it listens on; it stays the same after [#close()].
  public int port() {
    return address.getPort();
  }

  /// The address of one of its databases, as `MONGODB_URI` takes it.
  public String uri(String database) {
    return "mongodb://127.0.0.1:%d/%s".formatted(port(), database);
  }

  /// Stops listening, ends open connections, commits and closes the file. Returns when all of it is
  /// done.
  @Override
  public void close() {
    server.shutdownNow();
  }
}
