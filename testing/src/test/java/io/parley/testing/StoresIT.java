package io.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresIT {

  @TempDir private Path data;

  @Test
  void newDatabaseThenEachIsEmptyAndItsOwn() {
    String first = TestMongo.newDatabase();
    String second = TestMongo.newDatabase();
    assertThat(first).isNotEqualTo(second);
    insert(first);
    assertThat(count(first)).isEqualTo(1);
    assertThat(count(second)).isZero();
  }

  @Test
  void restartWhenStoppedThenTheDataIsThere() throws IOException {
    try (var mongo = TestMongo.stoppable(data)) {
      insert(mongo.uri("test"));
      mongo.stop();
      mongo.restart();
      assertThat(count(mongo.uri("test"))).isEqualTo(1);
    }
  }

  @Test
  void redisThenOneIsSharedAndOthersAreTheirOwn() throws IOException {
    assertThat(TestRedis.url()).isEqualTo(TestRedis.url());
    try (var own = TestRedis.start()) {
      assertThat(own.url()).isNotEqualTo(TestRedis.url());
      assertThat(URI.create(own.url()).getPort()).isEqualTo(own.port());
      own.flush();
    }
  }

  private static void insert(String uri) {
    try (MongoClient client = MongoClients.create(uri)) {
      database(client, uri).getCollection("a").insertOne(new Document());
    }
  }

  private static long count(String uri) {
    try (MongoClient client = MongoClients.create(uri)) {
      return database(client, uri).getCollection("a").countDocuments();
    }
  }

  private static MongoDatabase database(MongoClient client, String uri) {
    return client.getDatabase(URI.create(uri).getPath().substring(1));
  }
}
