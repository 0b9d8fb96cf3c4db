package io.parley.standalone.backup;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.embedded.EmbeddedMongo;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An open document store: that of an address, or the embedded one of a file that nobody else has
/// open.
final class Place implements AutoCloseable {

  private static final String DATABASE = "parley";
  private static final int CONNECT_SECONDS = 5;

  private final @Nullable EmbeddedMongo embedded;
  private final MongoClient client;
  private final String database;

  private Place(@Nullable EmbeddedMongo embedded, ConnectionString address) {
    this.embedded = embedded;
    var name = address.getDatabase();
    this.database = name == null ? DATABASE : name;
    this.client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(address)
                .readConcern(ReadConcern.MAJORITY)
                .writeConcern(WriteConcern.MAJORITY)
                .applyToClusterSettings(
                    cluster -> cluster.serverSelectionTimeout(CONNECT_SECONDS, TimeUnit.SECONDS))
                .build());
  }

  static Place at(String address) {
    return new Place(null, new ConnectionString(address));
  }

  /// @throws IllegalStateException when another process has the file open
  static Place in(Path file) {
    var embedded = EmbeddedMongo.onFile(file, 0);
    return new Place(embedded, new ConnectionString(embedded.uri(DATABASE)));
  }

  MongoDatabase database() {
    return client.getDatabase(database);
  }

  @Override
  public void close() {
    client.close();
    if (embedded != null) {
      embedded.close();
    }
  }
}
