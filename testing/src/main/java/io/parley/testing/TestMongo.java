package io.parley.testing;

import io.parley.embedded.EmbeddedMongo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// MongoDB for tests.
///
/// The server is, in this order: the one at `PARLEY_TEST_MONGODB_URI` (without a database; it must
/// allow creating them), a container of `mongo:8.0` as a replica set where a Docker engine answers,
/// else [EmbeddedMongo] in memory. All tests of a JVM share it; each test class takes a database of
/// its own.
public final class TestMongo {

  private static final String VARIABLE = "PARLEY_TEST_MONGODB_URI";
  private static @Nullable MongoAddress shared;

  private TestMongo() {}

  /// The address of a new and empty database on the shared server, for `MONGODB_URI` or
  /// `spring.mongodb.uri`.
  public static String newDatabase() {
    return shared().database("parley_test_" + UUID.randomUUID().toString().replace("-", ""));
  }

  /// Whether the shared server is the embedded one, which lacks what [EmbeddedMongo] lists.
  public static boolean isEmbedded() {
    return shared().embedded();
  }

  /// A server of the test's own that it may stop and restart, with its data kept in the directory.
  ///
  /// @throws IOException when no port is free
  public static StoppableMongo stoppable(Path directory) throws IOException {
    return StoppableMongo.start(directory);
  }

  private static synchronized MongoAddress shared() {
    if (shared == null) {
      shared = find();
      Announcement.print("MongoDB", shared.origin());
    }
    return shared;
  }

  private static MongoAddress find() {
    String given = System.getenv(VARIABLE);
    if (given != null && !given.isBlank()) {
      return new MongoAddress(given, VARIABLE, false);
    }
    if (Containers.available()) {
      return new MongoAddress(Containers.mongo(), "container " + Containers.MONGO_IMAGE, false);
    }
    EmbeddedMongo mongo = EmbeddedMongo.inMemory();
    return new MongoAddress(mongo.uri(""), "the embedded store, in memory", true);
  }
}
