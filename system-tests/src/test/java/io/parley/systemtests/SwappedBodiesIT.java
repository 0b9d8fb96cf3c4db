package io.parley.systemtests;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Somebody who can write into the store but has no key puts the sealed body of one message in the
/// place of another's: neither is shown for the other, and everything else is as before.
@ExtendWith(SharedPlatform.class)
class SwappedBodiesIT {

  private static final List<String> PROCESSES = List.of("chat-1", "chat-2", "gateway-1", "mongo-1");

  private final Platform platform;
  private final MongoClient store;
  private final Api.Identity bob;
  private final Api ann;
  private final Api reader;
  private final Talk one;
  private final Talk other;
  private final Talk untouched;

  SwappedBodiesIT(Platform platform) {
    this.platform = platform;
    store = MongoClients.create(platform.address("mongo-1").toString());
    var server = new Api(platform.gateway(), platform.serverKey());
    bob = server.identity("bob-" + suffix());
    ann = server.as(server.identity("ann-" + suffix()).token());
    reader = server.as(bob.token());
    one = talk(3);
    other = talk(3);
    untouched = talk(1);
  }

  /// A conversation and what was said in it.
  private record Talk(String id, List<JsonNode> messages) {

    String path() {
      return "/api/conversations/" + id + "/messages";
    }

    String path(int n) {
      return path() + "/" + messages.get(n).get("id").asString();
    }

    String text(int n) {
      return messages.get(n).get("text").asString();
    }

    long sequence(int n) {
      return messages.get(n).get("sequence").asLong();
    }
  }

  /// What a node has yet to tell of a conversation stands behind what it cannot open, so everything
  /// is told before: stored heads follow within a second or so.
  @BeforeEach
  void everythingCanBeReadAndIsTold() {
    for (var talk : List.of(one, other, untouched)) {
      Api.expect(200, reader.get(talk.path()));
    }
    Awaitility.await().until(() -> Stream.of(one, other, untouched).allMatch(this::isHeadStored));
  }

  private boolean isHeadStored(Talk talk) {
    var heads = store.getDatabase("parley").getCollection("chat_heads");
    var head = heads.find(eq("_id", talk.id())).first();
    return head != null && head.getLong("head") == talk.messages().size();
  }

  @AfterEach
  void disconnect() {
    store.close();
  }

  @Test
  void readWhenTwoBodiesOfAConversationWereSwappedThenNeitherIsShown() {
    swap(one, 1, one, 2);
    try {
      hidden(one, 1);
      hidden(one, 2);
      shown(one, 0);
      shown(other, 2);
      goesOn();
    } finally {
      swap(one, 1, one, 2);
    }
    shown(one, 1);
    shown(one, 2);
  }

  @Test
  void readWhenBodiesOfTwoConversationsWereSwappedThenNeitherIsShown() {
    swap(one, 2, other, 2);
    try {
      hidden(one, 2);
      hidden(other, 2);
      shown(one, 1);
      shown(other, 1);
      goesOn();
    } finally {
      swap(one, 2, other, 2);
    }
    shown(one, 2);
    shown(other, 2);
  }

  /// What is told where it stood, alone and in its page.
  private void hidden(Talk talk, int n) {
    for (var node : List.of("chat-1", "chat-2")) {
      var direct = reader.at(platform.address(node));
      for (var path : List.of(talk.path(n), talk.path(), talk.path() + "?limit=1&before=1000")) {
        var answer = direct.get(path);
        Api.expect(500, answer);
        assertThat(answer.body().get("type").asString()).isEqualTo("/problems/internal");
        assertThat(answer.response().body()).doesNotContain("said-");
      }
    }
  }

  private void shown(Talk talk, int n) {
    var answer = reader.get(talk.path(n));
    Api.expect(200, answer);
    assertThat(answer.body().get("text").asString()).isEqualTo(talk.text(n));
  }

  /// The list of conversations, what was not touched, and what is said from now on.
  private void goesOn() {
    var list = reader.get("/api/conversations");
    Api.expect(200, list);
    assertThat(list.body().get("items").valueStream())
        .extracting(item -> item.get("id").asString())
        .contains(one.id(), other.id(), untouched.id());
    assertThat(list.response().body()).contains(untouched.text(0)).doesNotContain(one.text(2));
    for (var talk : List.of(one, other, untouched)) {
      Api.expect(200, reader.get("/api/conversations/" + talk.id()));
    }
    Api.expect(200, reader.get(untouched.path()));
    try (var socket = ChatSocket.open(platform.gateway(), bob.token())) {
      socket.await("welcome");
      for (var talk : List.of(one, untouched)) {
        var said = say(talk.id());
        socket.await(frame -> frame.path("text").asString("").equals(said.get("text").asString()));
      }
      assertThat(socket.frames().toString()).doesNotContain(one.text(1), one.text(2));
    }
    for (var process : PROCESSES) {
      assertThat(platform.logOf(process)).as(process).doesNotContain("said-");
    }
  }

  private void swap(Talk here, int n, Talk there, int m) {
    var events = store.getDatabase("parley").getCollection("chat_events");
    var first = body(events, here, n);
    var second = body(events, there, m);
    assertThat(events.updateOne(at(here, n), set("body", second)).getModifiedCount()).isOne();
    assertThat(events.updateOne(at(there, m), set("body", first)).getModifiedCount()).isOne();
  }

  private static Binary body(MongoCollection<Document> events, Talk talk, int n) {
    var event = events.find(at(talk, n)).first();
    assertThat(event).isNotNull();
    return event.get("body", Binary.class);
  }

  private static org.bson.conversions.Bson at(Talk talk, int n) {
    return eq("_id", "%s:%012d".formatted(talk.id(), talk.sequence(n)));
  }

  private Talk talk(int messages) {
    var id = ann.conversation("group", List.of(bob.id()));
    var said = new ArrayList<JsonNode>();
    for (int n = 0; n < messages; n++) {
      said.add(say(id));
    }
    return new Talk(id, said);
  }

  private JsonNode say(String conversation) {
    var body = Map.of("clientMessageId", suffix(), "text", "said-" + UUID.randomUUID());
    var sent = ann.post("/api/conversations/" + conversation + "/messages", body);
    Api.expect(201, sent);
    return sent.body();
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
