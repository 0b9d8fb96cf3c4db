package io.parley.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMongoIT {

  private static final int WRITERS = 16;
  private static final int KILL_AFTER = 2_000;

  /// Large enough that the file is tidied while it is written.
  private static final byte[] BODY = new byte[6_000];

  static {
    new Random(7).nextBytes(BODY);
  }

  @TempDir private Path data;

  @Test
  void killNineWhenInsertsWereAcknowledgedThenNoneIsLost() throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < 3; round++) {
      insertUntilKilled(round, acknowledged);
    }
    try (Child child = Child.start(data);
        MongoClient client = MongoClients.create(child.address())) {
      var events = events(client);
      List<String> stored = new ArrayList<>();
      events.find().forEach(document -> stored.add(document.getString("_id")));
      assertThat(stored).containsAll(acknowledged).doesNotHaveDuplicates();
      assertThat(stored).allSatisfy(id -> assertIndexed(events, id));
      assertThat(child.terminate()).isZero();
    }
  }

  private void insertUntilKilled(int round, Queue<String> acknowledged) throws Exception {
    var enough = new CountDownLatch(KILL_AFTER);
    try (Child child = Child.start(data);
        MongoClient client = MongoClients.create(child.address());
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      var events = events(client);
      for (int writer = 0; writer < WRITERS; writer++) {
        String prefix = "%d-%02d-".formatted(round, writer);
        threads.execute(() -> insertUntilRefused(events, prefix, acknowledged, enough));
      }
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
      child.kill();
    }
  }

  private static void insertUntilRefused(
      MongoCollection<Document> events, String prefix, Queue<String> done, CountDownLatch enough) {
    try {
      for (int i = 0; ; i++) {
        String id = prefix + i;
        events.insertOne(new Document("_id", id).append("key", "key-" + id).append("body", BODY));
        done.add(id);
        enough.countDown();
      }
    } catch (MongoException expectedOnceKilled) {
      assertThat(expectedOnceKilled).isNotInstanceOf(MongoWriteException.class);
    }
  }

  private static MongoCollection<Document> events(MongoClient client) {
    var events =
        client.getDatabase("test").getCollection("events").withWriteConcern(WriteConcern.MAJORITY);
    events.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));
    return events;
  }

  private static void assertIndexed(MongoCollection<Document> events, String id) {
    var found = events.find(eq("key", "key-" + id)).first();
    assertThat(found).isNotNull().containsEntry("_id", id);
    assertThatThrownBy(
            () -> events.insertOne(new Document("_id", "other").append("key", "key-" + id)))
        .isInstanceOf(MongoWriteException.class);
  }

  @Test
  void insertWhenTwiceTheSameIdThenDuplicateKeyAtItsIndex() {
    try (EmbeddedMongo mongo = EmbeddedMongo.inMemory();
        MongoClient client = MongoClients.create(mongo.uri("test"))) {
      var events = events(client);
      events.insertOne(new Document("_id", "a").append("key", "1"));
      assertThatThrownBy(() -> events.insertOne(new Document("_id", "a").append("key", "2")))
          .isInstanceOfSatisfying(
              MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(11000));
      assertThat(events.find(in("_id", List.of("a", "b")))).hasSize(1);
    }
  }

  @Test
  void findOneAndUpdateWhenConcurrentThenEveryAnswerIsDifferent() throws Exception {
    try (EmbeddedMongo mongo = EmbeddedMongo.inMemory();
        MongoClient client = MongoClients.create(mongo.uri("test"));
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      var counters = client.getDatabase("test").getCollection("counters");
      counters.insertOne(new Document("_id", "c").append("n", 0));
      var after = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
      List<Future<Document>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(
            threads.submit(
                () -> counters.findOneAndUpdate(eq("_id", "c"), Updates.inc("n", 1), after)));
      }
      List<Integer> numbers = new ArrayList<>();
      for (var answer : answers) {
        numbers.add(answer.get().getInteger("n"));
      }
      assertThat(numbers)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 1_000).boxed().toList());
    }
  }

  @Test
  void helloThenItIsAWritablePrimary() {
    try (EmbeddedMongo mongo = EmbeddedMongo.inMemory();
        MongoClient client = MongoClients.create(mongo.uri("test"))) {
      var answer = client.getDatabase("admin").runCommand(new Document("hello", 1));
      assertThat(answer).containsEntry("isWritablePrimary", true);
    }
  }

  @Test
  void openWhenTheFileIsInUseThenOneSentence() {
    Path file = data.resolve(EmbeddedMongo.FILE_NAME);
    try (EmbeddedMongo first = EmbeddedMongo.onFile(file, 0)) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedMongo.onFile(file, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void closeAndOpenAgainThenDataIsThere() {
    Path file = data.resolve(EmbeddedMongo.FILE_NAME);
    int port;
    try (EmbeddedMongo mongo = EmbeddedMongo.onFile(file, 0);
        MongoClient client = MongoClients.create(mongo.uri("test"))) {
      port = mongo.port();
      events(client).insertOne(new Document("_id", "a").append("key", "1"));
    }
    try (EmbeddedMongo mongo = EmbeddedMongo.onFile(file, port);
        MongoClient client = MongoClients.create(mongo.uri("test"))) {
      assertThat(events(client).countDocuments()).isEqualTo(1);
    }
  }

  @Test
  void openAgainThenEveryKindOfValueAndEveryUniqueIndexIsThere() {
    Path file = data.resolve(EmbeddedMongo.FILE_NAME);
    List<Object> values =
        List.of(
            "text",
            1,
            2L,
            3.5,
            true,
            new Date(1_000),
            new ObjectId("0123456789abcdef01234567"),
            new Binary(new byte[] {1, 2, 3}),
            List.of("a", new Document("b", 1)),
            new Document("a", List.of(1, 2)));
    try (EmbeddedMongo mongo = EmbeddedMongo.onFile(file, 0);
        MongoClient client = MongoClients.create(mongo.uri("test"))) {
      var kinds = pairs(client);
      for (int i = 0; i < values.size(); i++) {
        kinds.insertOne(new Document("_id", i).append("a", values.get(i)).append("b", i));
      }
      kinds.insertOne(new Document("_id", "nothing"));
      kinds.insertOne(new Document("_id", new ObjectId()).append("b", null).append("a", 0));
    }
    try (EmbeddedMongo mongo = EmbeddedMongo.onFile(file, 0);
        MongoClient client = MongoClients.create(mongo.uri("test"))) {
      var kinds = pairs(client);
      for (int i = 0; i < values.size(); i++) {
        var copy = new Document("a", values.get(i)).append("b", i);
        var found = kinds.find(eq("_id", i)).first();
        assertThat(found).isNotNull().containsEntry("a", values.get(i));
        assertThatThrownBy(() -> kinds.insertOne(copy)).isInstanceOf(MongoWriteException.class);
      }
      assertThatThrownBy(() -> kinds.insertOne(new Document("_id", "nothing either")))
          .isInstanceOf(MongoWriteException.class);
      assertThatThrownBy(() -> kinds.insertOne(new Document("a", 1.0).append("b", 1L)))
          .isInstanceOf(MongoWriteException.class);
      kinds.insertOne(new Document("a", 1).append("b", 2));
    }
  }

  @Test
  void dropWhenCreatedAgainThenEmptyAndItsKeysAreFree() {
    try (EmbeddedMongo mongo = EmbeddedMongo.onFile(data.resolve(EmbeddedMongo.FILE_NAME), 0);
        MongoClient client = MongoClients.create(mongo.uri("test"))) {
      events(client).insertOne(new Document("_id", "a").append("key", "1"));
      events(client).drop();
      events(client).insertOne(new Document("_id", "a").append("key", "1"));
      client.getDatabase("test").drop();
      events(client).insertOne(new Document("_id", "a").append("key", "1"));
      assertThat(events(client).countDocuments()).isEqualTo(1);
    }
  }

  private static MongoCollection<Document> pairs(MongoClient client) {
    var pairs = client.getDatabase("test").getCollection("pairs");
    pairs.createIndex(Indexes.ascending("a", "b"), new IndexOptions().unique(true));
    return pairs;
  }
}
