package io.parley.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.parley.embedded.EmbeddedMongo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// D6, D7: writes of the real driver through the proxy, on the embedded store.
class WriteFaultsIT {

  private static final WriteConcern MAJORITY =
      WriteConcern.MAJORITY.withWTimeout(2_000, TimeUnit.MILLISECONDS);

  private final Seen seen = new Seen();
  private final WriteFaults faults = new WriteFaults(seen, new Random(5));
  private EmbeddedMongo store;
  private FaultProxy proxy;
  private MongoClient client;
  private MongoClient direct;
  private MongoCollection<Document> collection;

  @BeforeEach
  void start() {
    store = EmbeddedMongo.inMemory(0);
    proxy =
        new FaultProxy(
            Framing.MONGO,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), store.port()),
            faults::filter,
            new Random(6));
    client = client(proxy.port());
    direct = client(store.port());
    collection = client.getDatabase("test").getCollection("events").withWriteConcern(MAJORITY);
    collection.insertOne(new Document("_id", "first"));
    seen.clear();
  }

  @AfterEach
  void stop() {
    client.close();
    direct.close();
    proxy.close();
    store.close();
  }

  @Test
  void insertWhenNothingIsHarmedThenItsConcernAndItsConfirmationAreSeen() {
    collection.insertOne(new Document("_id", "a"));

    var written = seen.writes.getFirst();
    assertThat(written.getFirstKey()).isEqualTo("insert");
    assertThat(written.getDocument("writeConcern"))
        .isEqualTo(BsonDocument.parse("{w: 'majority', wtimeout: 2000}"));
    assertThat(seen.confirmed).containsExactly("a");
    assertThat(seen.lost).isEmpty();
  }

  @Test
  void insertOfManyWhenOneIsRefusedThenOnlyTheStoredOnesAreConfirmed() {
    var documents = List.of("a", "first", "b").stream().map(id -> new Document("_id", id)).toList();

    assertThatThrownBy(
            () -> collection.insertMany(documents, new InsertManyOptions().ordered(false)))
        .isInstanceOf(MongoBulkWriteException.class);
    assertThat(seen.confirmed).containsExactly("a", "b");
    seen.clear();
    var again = List.of("c", "first", "d").stream().map(id -> new Document("_id", id)).toList();
    assertThatThrownBy(() -> collection.insertMany(again))
        .isInstanceOf(MongoBulkWriteException.class);
    assertThat(seen.confirmed).containsExactly("c");
  }

  @Test
  void holdThenTheAnswerComesLateAndIsConfirmedJustBefore() {
    faults.harm(1, List.of(WriteFault.HOLD), Duration.ofMillis(400));

    long begun = System.nanoTime();
    IntStream.range(0, 10).forEach(i -> collection.insertOne(new Document("_id", "held-" + i)));

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
    assertThat(seen.confirmed).hasSize(10);
    assertThat(faults.count(WriteFault.HOLD)).isEqualTo(10);
  }

  @Test
  void holdWhenAMajorityReadShowsItThenThatConfirmsIt() throws Exception {
    faults.harm(1, List.of(WriteFault.HOLD), Duration.ofSeconds(60));
    var inserting =
        Thread.startVirtualThread(
            () ->
                assertThatThrownBy(() -> collection.insertOne(new Document("_id", "a")))
                    .isInstanceOf(MongoException.class));
    var events = collection.withReadConcern(ReadConcern.MAJORITY);
    Awaitility.await().until(() -> events.find(new Document("_id", "a")).first() != null);

    assertThat(seen.confirmed).containsExactly("a");
    inserting.join();
  }

  @Test
  void holdWhenALaterBatchOfAMajorityReadShowsItThenThatConfirmsIt() throws Exception {
    IntStream.range(0, 5).forEach(i -> collection.insertOne(new Document("_id", "before-" + i)));
    faults.harm(1, List.of(WriteFault.HOLD), Duration.ofSeconds(60));
    var inserting =
        Thread.startVirtualThread(
            () ->
                assertThatThrownBy(() -> collection.insertOne(new Document("_id", "z")))
                    .isInstanceOf(MongoException.class));
    Awaitility.await().until(() -> collection.find(new Document("_id", "z")).first() != null);
    assertThat(seen.confirmed).doesNotContain("z");

    var all = collection.withReadConcern(ReadConcern.MAJORITY).find().batchSize(2);
    assertThat(all.sort(new Document("_id", 1)).into(new ArrayList<>())).hasSize(7);

    assertThat(seen.confirmed).endsWith("z");
    inserting.join();
  }

  @Test
  void holdWhenTheAttackIsOverThenAMajorityReadStillConfirmsAndALocalOneDoesNot() throws Exception {
    faults.harm(1, List.of(WriteFault.HOLD), Duration.ofSeconds(60));
    var inserting =
        Thread.startVirtualThread(
            () ->
                assertThatThrownBy(() -> collection.insertOne(new Document("_id", "a")))
                    .isInstanceOf(MongoException.class));
    Awaitility.await().until(() -> collection.find(new Document("_id", "a")).first() != null);
    assertThat(seen.confirmed).isEmpty();
    faults.rest();

    collection.withReadConcern(ReadConcern.MAJORITY).find(new Document("_id", "a")).first();
    assertThat(seen.confirmed).containsExactly("a");
    inserting.join();
  }

  @Test
  void loseReplyThenItIsStoredAndNobodyIsTold() {
    assertHarm(WriteFault.LOSE_REPLY, MongoSocketException.class, true);
    assertThat(seen.lost).containsExactly("a");
    assertThat(seen.confirmed).isEmpty();
  }

  @Test
  void silenceThenItIsStoredAndTheDriverWaitsInVain() {
    assertHarm(WriteFault.SILENCE, MongoSocketException.class, true);
    assertThat(seen.lost).containsExactly("a");
  }

  @Test
  void loseRequestThenItIsNotStored() {
    assertHarm(WriteFault.LOSE_REQUEST, MongoSocketException.class, false);
    assertThat(seen.lost).isEmpty();
  }

  @Test
  void notPrimaryThenItIsNotStored() {
    assertHarm(WriteFault.NOT_PRIMARY, MongoNotPrimaryException.class, false);
  }

  @Test
  void shuttingDownThenItIsStoredAndTheCodeIs91() {
    var error = assertHarm(WriteFault.SHUTTING_DOWN, MongoException.class, true);
    assertThat(error.getCode()).isEqualTo(91);
    assertThat(seen.lost).containsExactly("a");
  }

  @Test
  void steppedDownThenItIsStoredAndTheConcernFailsWith189() {
    var error = assertHarm(WriteFault.STEPPED_DOWN, MongoException.class, true);
    assertThat(error.getCode()).isEqualTo(189);
    assertThat(seen.lost).containsExactly("a");
  }

  @Test
  void restThenWritesPassAgain() {
    faults.harm(1, List.of(WriteFault.NOT_PRIMARY), Duration.ZERO);
    faults.rest();

    collection.insertOne(new Document("_id", "a"));
    assertThat(collection.find(new Document("_id", "a")).first()).isNotNull();
  }

  private MongoException assertHarm(
      WriteFault fault, Class<? extends MongoException> expected, boolean stored) {
    faults.harm(1, List.of(fault), Duration.ZERO);
    MongoException caught = null;
    try {
      collection.insertOne(new Document("_id", "a"));
    } catch (MongoException e) {
      caught = e;
    }
    assertThat(caught).isInstanceOf(expected);
    var found =
        direct.getDatabase("test").getCollection("events").find(new Document("_id", "a")).first();
    assertThat(found != null).isEqualTo(stored);
    return java.util.Objects.requireNonNull(caught);
  }

  private static MongoClient client(int port) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString("mongodb://127.0.0.1:" + port))
            .retryWrites(false)
            .applyToSocketSettings(socket -> socket.readTimeout(1, TimeUnit.SECONDS))
            .build());
  }

  private static final class Seen implements StoreWatch {

    final List<BsonDocument> writes = new CopyOnWriteArrayList<>();
    final List<String> confirmed = new CopyOnWriteArrayList<>();
    final List<String> lost = new CopyOnWriteArrayList<>();

    void clear() {
      writes.clear();
      confirmed.clear();
      lost.clear();
    }

    @Override
    public void written(BsonDocument command) {
      writes.add(command);
    }

    @Override
    public void confirmed(String in, List<BsonDocument> documents) {
      confirmed.addAll(ids(documents));
    }

    @Override
    public void lost(String in, List<BsonDocument> documents) {
      lost.addAll(ids(documents));
    }

    private static List<String> ids(List<BsonDocument> documents) {
      return documents.stream().map(each -> each.getString("_id").getValue()).toList();
    }
  }
}
