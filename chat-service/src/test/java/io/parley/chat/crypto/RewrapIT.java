package io.parley.chat.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The master key changes as the documentation tells operators, node by node on one database.
class RewrapIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CONVERSATIONS = 12;
  private static final byte[] OLD = Aead.randomKey();
  private static final byte[] NEW = Aead.randomKey();

  private final FakeAuth auth = FakeAuth.start();
  private final Map<String, Object> settings = ChatNode.settings(auth);
  private final UserId ada = auth.user("ada");

  @AfterEach
  void stop() {
    auth.close();
  }

  @Test
  void startWhenTheMasterKeyIsNewThenEverythingIsWrappedByItAndReadWithoutTheOldOne() {
    List<String> conversations;
    try (var node = start(OLD)) {
      var client = ready(node);
      conversations =
          IntStream.range(0, CONVERSATIONS)
              .mapToObj(i -> client.create("group", auth.user("ben")))
              .toList();
      conversations.forEach(id -> client.send(id, "m1", "said under the old key in " + id));
    }
    assertThat(masters()).containsExactly(idOf(OLD));

    try (var node = start(NEW, OLD)) {
      Awaitility.await().atMost(PATIENCE).until(() -> masters().equals(Set.of(idOf(NEW))));
      var client = ready(node);
      client.send(conversations.getFirst(), "m2", "said while both were known");
    }

    try (var node = start(NEW)) {
      var client = ready(node);
      assertThat(conversations)
          .allSatisfy(
              id -> assertThat(texts(client, id)).contains("said under the old key in " + id));
      assertThat(texts(client, conversations.getFirst())).contains("said while both were known");
      client.send(conversations.getLast(), "m3", "said under the new one");
    }
    stored(
        keys ->
            assertThat(Mono.from(keys.countDocuments()).block(PATIENCE)).isEqualTo(CONVERSATIONS));

    try (var node = start(OLD)) {
      var client = ready(node);
      assertThat(client.get(messages(conversations.getFirst())).status()).isEqualTo(500);
    }
  }

  @Test
  void startWhenOneKeyCannotBeOpenedThenTheOthersAreWrappedAndServed() {
    var stranger = Aead.randomKey();
    String lost;
    try (var node = start(stranger)) {
      lost = ready(node).create("group", auth.user("ben"));
      ready(node).send(lost, "m1", "of another platform");
    }
    var kept = new ArrayList<String>();
    try (var node = start(OLD)) {
      var client = ready(node);
      for (int i = 0; i < CONVERSATIONS; i++) {
        kept.add(client.create("group", auth.user("ben")));
        client.send(kept.getLast(), "m1", "still here");
      }
    }

    try (var node = start(NEW, OLD)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> masters().equals(Set.of(idOf(stranger), idOf(NEW))));
      var client = ready(node);
      assertThat(kept).allSatisfy(id -> assertThat(texts(client, id)).contains("still here"));
      assertThat(client.get(messages(lost)).status()).isEqualTo(500);
    }
  }

  private ChatNode start(byte[] master, byte[]... earlier) {
    var own = new HashMap<>(settings);
    own.put("PARLEY_CHAT_MASTER_KEY", Base64.getEncoder().encodeToString(master));
    for (var key : earlier) {
      own.put("PARLEY_CHAT_EARLIER_MASTER_KEYS", Base64.getEncoder().encodeToString(key));
    }
    return ChatNode.start(own);
  }

  private RestClient ready(ChatNode node) {
    var nobody = RestClient.ofNobody(node);
    Awaitility.await().atMost(PATIENCE).until(() -> nobody.get("/internal/ready").status() == 200);
    return RestClient.of(node, auth.token(ada));
  }

  private static String texts(RestClient client, String conversation) {
    return client.get(messages(conversation)).isStatus(200).body().get("items").toString();
  }

  private static String messages(String conversation) {
    return "/api/conversations/" + conversation + "/messages";
  }

  /// The ids of the master keys that data keys are wrapped by.
  private Set<String> masters() {
    var found = new HashSet<String>();
    stored(keys -> found.addAll(distinct(keys)));
    return found;
  }

  private static List<String> distinct(MongoCollection<Document> keys) {
    return Objects.requireNonNull(
        Flux.from(keys.find(Filters.exists("master")))
            .map(key -> key.getString("master"))
            .distinct()
            .collectList()
            .block(PATIENCE));
  }

  private void stored(Consumer<MongoCollection<Document>> look) {
    var address = new ConnectionString((String) settings.get("MONGODB_URI"));
    try (var client = MongoClients.create(address)) {
      look.accept(
          client
              .getDatabase(Objects.requireNonNull(address.getDatabase()))
              .getCollection(DataKeys.COLLECTION));
    }
  }

  private static String idOf(byte[] master) {
    return new MasterKeys(master, List.of()).currentId();
  }
}
