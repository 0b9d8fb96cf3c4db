package io.parley.chat.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.common.id.ConversationId;
import io.parley.testing.TestMongo;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class DataKeysIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] OLD = Aead.randomKey();
  private static final byte[] NEW = Aead.randomKey();
  private static final ConversationId C1 = new ConversationId("c1");

  private MongoClient client;
  private MongoDatabase database;

  @BeforeEach
  void open() {
    var address = new ConnectionString(TestMongo.newDatabase());
    client = MongoClients.create(address);
    database = client.getDatabase(Objects.requireNonNull(address.getDatabase()));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void createWhenManyTryThenOneKey() {
    var nodes = IntStream.range(0, 8).mapToObj(_ -> keys(new MasterKeys(OLD, List.of()))).toList();
    Flux.fromIterable(nodes).flatMap(node -> node.create(C1), 8).blockLast(PATIENCE);
    byte[] sealed = of(nodes.getFirst(), C1).seal("k", 0, "hello".getBytes(UTF_8));
    assertThat(nodes)
        .allSatisfy(
            node ->
                assertThat(of(node, C1).open("k", 0, sealed)).asString(UTF_8).isEqualTo("hello"));
  }

  @Test
  void ofWhenThereIsNoKeyThenErrorAloneAndMissingAmongMany() {
    var keys = keys(new MasterKeys(OLD, List.of()));
    keys.create(C1).block(PATIENCE);
    var stranger = new ConversationId("stranger");
    StepVerifier.create(keys.of(stranger)).verifyError(IllegalStateException.class);
    assertThat(keys.of(List.of(C1, stranger)).block(PATIENCE)).containsOnlyKeys(C1);
    assertThat(keys.of(List.of(C1)).block(PATIENCE)).containsOnlyKeys(C1);
  }

  @Test
  void rewrapThenTheNewMasterKeyOpensEverythingWithoutTheOldOne() {
    var before = keys(new MasterKeys(OLD, List.of()));
    var conversations = IntStream.range(0, 20).mapToObj(i -> new ConversationId("r" + i)).toList();
    Flux.fromIterable(conversations).concatMap(before::create).blockLast(PATIENCE);
    byte[] sealed = of(before, conversations.get(3)).seal("k", 0, "hello".getBytes(UTF_8));

    var rotating = keys(new MasterKeys(NEW, List.of(OLD)));
    assertThat(rotating.rewrap().block(PATIENCE)).isEqualTo(20);
    assertThat(rotating.rewrap().block(PATIENCE)).isZero();

    var after = keys(new MasterKeys(NEW, List.of()));
    assertThat(of(after, conversations.get(3)).open("k", 0, sealed))
        .asString(UTF_8)
        .isEqualTo("hello");
  }

  @Test
  void ofWhenTheMasterKeyIsNotAmongTheConfiguredOnesThenSaysWhich() {
    keys(new MasterKeys(OLD, List.of())).create(C1).block(PATIENCE);
    StepVerifier.create(keys(new MasterKeys(NEW, List.of())).of(C1))
        .expectErrorMessage(
            "master key "
                + new MasterKeys(OLD, List.of()).currentId()
                + " is not among the configured ones")
        .verify(PATIENCE);
  }

  @Test
  void cachedThenNoMoreThanTheBound() {
    var keys = new DataKeys(database, new MasterKeys(OLD, List.of()), PATIENCE, 2);
    for (int i = 0; i < 3; i++) {
      var conversation = new ConversationId("b" + i);
      keys.create(conversation).then(keys.of(conversation)).block(PATIENCE);
    }
    assertThat(keys.cached(new ConversationId("b0"))).isNull();
    assertThat(keys.cached(new ConversationId("b2"))).isNotNull();
  }

  private DataKeys keys(MasterKeys masters) {
    return new DataKeys(database, masters, PATIENCE, 100);
  }

  private static ConversationKeys of(DataKeys keys, ConversationId conversation) {
    return Objects.requireNonNull(keys.of(conversation).block(PATIENCE));
  }
}
