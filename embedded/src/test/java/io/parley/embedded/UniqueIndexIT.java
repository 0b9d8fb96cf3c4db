package io.parley.embedded;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds of a unique index, whichever map it is.
class UniqueIndexIT {

  private static final int WRITERS = 8;
  private static final int KEYS = 200;

  /// Where the store keeps what it has, and so by which map its indexes find it.
  enum Kept {
    IN_MEMORY,
    ON_FILE;

    EmbeddedMongo open(Path data) {
      return this == IN_MEMORY
          ? EmbeddedMongo.inMemory()
          : EmbeddedMongo.onFile(data.resolve(EmbeddedMongo.FILE_NAME), 0);
    }
  }

  @TempDir private Path data;

  @ParameterizedTest
  @EnumSource
  void insertWhenAnEqualValueIsThereThenRefusedForEveryKind(Kept kept) {
    List<Object> values =
        List.of(
            "text",
            "",
            1L << 53,
            3.5,
            true,
            new Date(1_000),
            new ObjectId("0123456789abcdef01234567"),
            new Binary(new byte[] {1, 2, 3}),
            new Document("a", "b"));
    with(
        kept,
        pairs -> {
          values.forEach(value -> pairs.insertOne(pair(value, 1)));
          values.forEach(value -> assertRefused(pairs, pair(value, 1)));
          values.forEach(value -> pairs.insertOne(pair(value, 2)));
          assertThat(pairs.countDocuments()).isEqualTo(2L * values.size());
          assertThat(pairs.countDocuments(pair("text", 2))).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @EnumSource
  void insertWhenNumbersAreEqualThenRefusedWhateverTheirTypes(Kept kept) {
    List<Object> ones = List.of(1, 1L, 1.0);
    with(
        kept,
        pairs -> {
          for (var first : ones) {
            var kind = first.getClass().getName();
            pairs.insertOne(pair(first, kind));
            ones.forEach(other -> assertRefused(pairs, pair(other, kind)));
            assertThat(pairs.countDocuments(pair(1.0, kind))).isEqualTo(1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void insertWhenFieldsAreMissingThenOneDocumentMayLackThem(Kept kept) {
    with(
        kept,
        pairs -> {
          pairs.insertOne(new Document("a", 1));
          assertRefused(pairs, new Document("a", 1));
          assertRefused(pairs, pair(1, null));
          pairs.insertOne(new Document("b", 1));
          pairs.insertOne(new Document());
          assertRefused(pairs, new Document());
        });
  }

  @ParameterizedTest
  @EnumSource
  void insertWhenTheValueWasGivenUpThenItIsFree(Kept kept) {
    with(
        kept,
        pairs -> {
          pairs.insertOne(pair("deleted", 1));
          pairs.deleteOne(pair("deleted", 1));
          pairs.insertOne(pair("deleted", 1));
          pairs.insertOne(pair("changed", 1).append("_id", "c"));
          pairs.updateOne(eq("_id", "c"), Updates.set("a", "other"));
          pairs.insertOne(pair("changed", 1));
          assertRefused(pairs, pair("other", 1));
        });
  }

  @ParameterizedTest
  @EnumSource
  void updateWhenAnotherHasTheValueThenRefusedAndBothStayFound(Kept kept) {
    with(
        kept,
        pairs -> {
          pairs.insertOne(pair("one", 1).append("_id", 1));
          pairs.insertOne(pair("two", 1).append("_id", 2));
          assertThatThrownBy(() -> pairs.updateOne(eq("_id", 2), Updates.set("a", "one")))
              .isInstanceOf(MongoWriteException.class);
          assertThat(pairs.find(pair("one", 1)).first()).isNotNull().containsEntry("_id", 1);
          assertThat(pairs.find(pair("two", 1)).first()).isNotNull().containsEntry("_id", 2);
        });
  }

  @ParameterizedTest
  @EnumSource
  void insertWhenManyWantTheSameValueThenOneOfThemHasIt(Kept kept) throws Exception {
    try (var mongo = kept.open(data);
        var client = MongoClients.create(mongo.uri("test"));
        var threads = Executors.newFixedThreadPool(WRITERS)) {
      var pairs = pairs(client);
      var writers = new ArrayList<Callable<List<Integer>>>();
      for (int writer = 0; writer < WRITERS; writer++) {
        writers.add(() -> IntStream.range(0, KEYS).filter(key -> won(pairs, key)).boxed().toList());
      }
      var won = new ArrayList<Integer>();
      for (Future<List<Integer>> one : threads.invokeAll(writers)) {
        won.addAll(one.get());
      }
      assertThat(won)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, KEYS).boxed().toList());
      assertThat(pairs.countDocuments()).isEqualTo(KEYS);
    }
  }

  private void with(Kept kept, Consumer<MongoCollection<Document>> test) {
    try (var mongo = kept.open(data);
        var client = MongoClients.create(mongo.uri("test"))) {
      test.accept(pairs(client));
    }
  }

  private static boolean won(MongoCollection<Document> pairs, int key) {
    try {
      pairs.insertOne(pair("key", key));
      return true;
    } catch (MongoWriteException taken) {
      assertThat(taken.getCode()).isEqualTo(11000);
      return false;
    }
  }

  private static void assertRefused(MongoCollection<Document> pairs, Document document) {
    long before = pairs.countDocuments();
    assertThatThrownBy(() -> pairs.insertOne(document))
        .isInstanceOfSatisfying(
            MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(11000));
    assertThat(pairs.countDocuments()).isEqualTo(before);
  }

  private static Document pair(Object a, @Nullable Object b) {
    return new Document("a", a).append("b", b);
  }

  private static MongoCollection<Document> pairs(MongoClient client) {
    var pairs = client.getDatabase("test").getCollection("pairs");
    pairs.createIndex(Indexes.ascending("a", "b"), new IndexOptions().unique(true));
    return pairs;
  }
}
