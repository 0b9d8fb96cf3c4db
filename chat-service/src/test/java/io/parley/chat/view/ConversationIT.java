package io.parley.chat.view;

import static io.parley.chat.SharedNode.announced;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.RecordingAnnouncer.Joined;
import io.parley.chat.RecordingAnnouncer.ToUser;
import io.parley.chat.RestClient;
import io.parley.chat.RestClient.Answer;
import io.parley.chat.SharedNode;
import io.parley.chat.SharedNode.Person;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationIT {

  private final Person ada = person("ada");
  private final Person ben = person("ben");
  private final Person cia = person("cia");

  @Test
  void createWhenDirectThenOneForThePairForEver() {
    var first = create(ada, Map.of("kind", "direct", "members", List.of(ben.toString())));
    first.isStatus(201);
    assertThat(first.text("/kind")).isEqualTo("direct");
    assertThat(first.body().get("name").isNull()).isTrue();
    assertThat(first.number("/memberCount")).isEqualTo(2);
    assertThat(first.body().get("members")).hasSize(2);
    assertThat(first.number("/head")).isZero();
    assertThat(first.number("/first")).isEqualTo(1);
    assertThat(first.number("/unread")).isZero();
    assertThat(first.text("/epoch")).isNotBlank();
    assertThat(first.body().get("lastMessage").isNull()).isTrue();
    assertThat(first.text("/createdAt"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    var again =
        create(ben, Map.of("kind", "direct", "members", List.of(ada.toString(), ben.toString())));
    assertThat(again.isStatus(200).text("/id")).isEqualTo(first.text("/id"));
  }

  @Test
  void createWhenGroupThenCreatorIsOwnerAndAllAreTold() {
    var made =
        create(
            ada,
            Map.of(
                "kind",
                "group",
                "name",
                "Lunch",
                "members",
                List.of(ben.toString(), cia.toString())));
    made.isStatus(201);
    assertThat(made.text("/name")).isEqualTo("Lunch");
    assertThat(made.text("/role")).isEqualTo("owner");
    assertThat(made.number("/memberCount")).isEqualTo(3);
    var id = new ConversationId(made.text("/id"));
    assertThat(announced().all(Joined.class))
        .contains(
            new Joined(id, ada.id(), 0), new Joined(id, ben.id(), 0), new Joined(id, cia.id(), 0));
    assertThat(ben.rest().get("/api/conversations/{id}", id).isStatus(200).text("/role"))
        .isEqualTo("member");
  }

  @Test
  void createWhenClientIdIsRepeatedThenTheFirstOneCounts() {
    var wish =
        Map.of("kind", "group", "members", List.of(ben.toString()), "clientConversationId", "c-1");
    var first = create(ada, wish).isStatus(201);
    var other =
        Map.of("kind", "group", "members", List.of(cia.toString()), "clientConversationId", "c-1");
    assertThat(create(ada, other).isStatus(200).text("/id")).isEqualTo(first.text("/id"));
    cia.rest().get("/api/conversations/{id}", first.text("/id")).isProblem(404, "not-found");
    assertThat(create(ben, wish).isStatus(201).text("/id")).isNotEqualTo(first.text("/id"));
  }

  @Test
  void createWhenRepeatedAfterLeavingThenConflict() {
    var wish =
        Map.of("kind", "group", "members", List.of(ben.toString()), "clientConversationId", "c-2");
    var id = create(ada, wish).isStatus(201).text("/id");
    ada.rest().delete("/api/conversations/{id}/members/{user}", id, ada).isStatus(204);
    create(ada, wish).isProblem(409, "conflict");
  }

  @Test
  void createWhenChannelOrAloneThenMade() {
    assertThat(
            create(ada, Map.of("kind", "channel", "members", List.of(), "name", "News"))
                .isStatus(201)
                .text("/kind"))
        .isEqualTo("channel");
  }

  @Test
  void createWhenUserIsUnknownThenInvalidNamingIt() {
    create(ada, Map.of("kind", "group", "members", List.of(ben.toString(), "ghost-1")))
        .isInvalid("members", "ghost-1");
    create(ada, Map.of("kind", "direct", "members", List.of("ghost-1")))
        .isInvalid("members", "ghost-1");
  }

  @Test
  void createWhenBodyIsWrongThenInvalidNamingEachField() {
    create(ada, "{\"kind\":").isProblem(400, "invalid");
    create(ada, "[]").isProblem(400, "invalid");
    create(ada, "").isProblem(400, "invalid");
    create(ada, "null").isProblem(400, "invalid");
    create(ada, "{}").isInvalid("kind", "missing", "direct").isInvalid("members", "missing");
    create(ada, Map.of("kind", "room", "members", List.of())).isInvalid("kind", "room");
    create(ada, Map.of("kind", 5, "members", List.of())).isInvalid("kind", "a string");
    create(ada, Map.of("kind", "group", "members", "ben")).isInvalid("members", "an array");
    create(ada, Map.of("kind", "group", "members", List.of("no id!"))).isInvalid("members[0]");
    create(ada, "{\"kind\":\"group\",\"members\":[null]}").isInvalid("members", "null");
    create(ada, Map.of("kind", "direct", "members", List.of())).isInvalid("members", "0 others");
    create(ada, Map.of("kind", "direct", "members", List.of(ada.toString())))
        .isInvalid("members", "0 others");
    create(ada, Map.of("kind", "direct", "members", List.of(ben.toString(), cia.toString())))
        .isInvalid("members", "2 others");
    create(ada, Map.of("kind", "group", "members", many(1001)))
        .isInvalid("members", "1001", "1000");
    create(ada, group("name", " ")).isInvalid("name", "1 to 256");
    create(ada, group("name", "x".repeat(257))).isInvalid("name", "257 bytes");
    create(ada, group("name", "a\u0000b")).isInvalid("name", "control");
    create(ada, group("name", 7)).isInvalid("name", "a string");
    create(ada, group("clientConversationId", "no id!"))
        .isInvalid("clientConversationId", "1 to 64");
    create(ada, group("unknownField", Map.of("$where", "1"))).isStatus(201);
  }

  @Test
  void oneWhenNotMemberOrMissingOrMalformedThenAllAlikeNotFound() {
    var id = ada.rest().create("group", ben);
    var foreign = cia.rest().get("/api/conversations/{id}", id).isProblem(404, "not-found");
    var missing = cia.rest().get("/api/conversations/gnothing").isProblem(404, "not-found");
    var malformed = cia.rest().get("/api/conversations/{id}", "no id!").isProblem(404, "not-found");
    assertThat(foreign.text("/detail"))
        .isEqualTo(missing.text("/detail"))
        .isEqualTo(malformed.text("/detail"));
  }

  @Test
  void listThenLatestActivityFirstInPagesWithPeerAndLastMessage() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      ids.add(ada.rest().create("group", ben));
    }
    var direct = ada.rest().create("direct", ben);
    for (var id : ids) {
      ben.rest().send(id, "m1", "in " + id);
    }
    ben.rest().send(direct, "m1", "hello");
    ben.rest().send(direct, "m2", "hello again");

    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page =
          ada.rest()
              .get("/api/conversations?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
              .isStatus(200);
      assertThat(page.body().get("items").size()).isLessThanOrEqualTo(2);
      page.body().get("items").forEach(item -> seen.add(item.get("id").stringValue()));
      cursor = page.body().get("next").isNull() ? "" : page.text("/next");
    } while (!cursor.isEmpty());
    Collections.reverse(ids);
    var expected = new ArrayList<>(List.of(direct));
    expected.addAll(ids);
    assertThat(seen).isEqualTo(expected);

    var first = ada.rest().get("/api/conversations?limit=1").isStatus(200);
    assertThat(first.text("/items/0/peer")).isEqualTo(ben.toString());
    assertThat(first.body().at("/items/0/members").isMissingNode()).isTrue();
    assertThat(first.text("/items/0/lastMessage/text")).isEqualTo("hello again");
    assertThat(first.number("/items/0/unread")).isEqualTo(2);
    assertThat(first.number("/items/0/memberCount")).isEqualTo(2);
  }

  @Test
  void listWhenItsReaderSendsMeanwhileThenMarksAreWithinTheLogThatItShows() throws Exception {
    var id = ada.rest().create("direct", ben);
    try (var thread = Executors.newSingleThreadExecutor()) {
      var sending =
          thread.submit(
              () -> IntStream.range(0, 60).forEach(i -> ben.rest().send(id, "m" + i, "" + i)));
      while (!sending.isDone()) {
        var shown = ben.rest().get("/api/conversations").isStatus(200);
        assertThat(shown.number("/items/0/marks/read"))
            .isLessThanOrEqualTo(shown.number("/items/0/head"));
        assertThat(shown.number("/items/0/unread")).isBetween(0L, 1L);
      }
      sending.get();
    }
    var last = ben.rest().get("/api/conversations").isStatus(200);
    assertThat(last.number("/items/0/marks/read")).isEqualTo(60);
    assertThat(last.number("/items/0/unread")).isZero();
  }

  @Test
  void listWhenQueryIsWrongThenInvalidAndForeignCursorIsBad() {
    ada.rest().get("/api/conversations?limit=0").isInvalid("limit", "0", "1 to 200");
    ada.rest().get("/api/conversations?limit=201").isInvalid("limit", "201");
    ada.rest().get("/api/conversations?limit=ten").isInvalid("limit", "ten", "an integer");
    ada.rest().get("/api/conversations?limit=1&limit=2").isInvalid("limit", "once");
    ada.rest().get("/api/conversations?cursor=!!").isProblem(400, "bad-cursor");
    ada.rest().get("/api/conversations?cursor=").isProblem(400, "bad-cursor");
    ada.rest().get("/api/conversations?cursor=" + "A".repeat(600)).isProblem(400, "bad-cursor");
    ada.rest().create("group", ben);
    ada.rest().create("group", ben);
    var cursor = ada.rest().get("/api/conversations?limit=1").text("/next");
    ben.rest().get("/api/conversations?cursor=" + cursor).isProblem(400, "bad-cursor");
    ada.rest()
        .get("/api/conversations?cursor=" + cursor.substring(0, 12))
        .isProblem(400, "bad-cursor");
    ada.rest().get("/api/conversations?cursor=" + cursor).isStatus(200);
  }

  @Test
  void lastMessageWhenManyOtherEventsFollowThenFound() {
    var id = ada.rest().create("group", ben);
    ada.rest().send(id, "m1", "first");
    var last = ada.rest().send(id, "m2", "the last one").get("id").stringValue();
    for (int i = 0; i < 25; i++) {
      react(ben, id, last, i % 2 == 0).isStatus(200);
    }
    var shown = ada.rest().get("/api/conversations/{id}", id).isStatus(200);
    assertThat(shown.number("/head")).isEqualTo(27);
    assertThat(shown.text("/lastMessage/text")).isEqualTo("the last one");
    var history = ada.rest().get("/api/conversations/{id}/messages?limit=2", id).isStatus(200);
    assertThat(history.body().get("items")).hasSize(2);
  }

  @Test
  void renameThenMembersSeeTheNameAndItIsAnEvent() {
    var id = ada.rest().create("group", ben);
    var changed =
        ada.rest().patch(Map.of("name", "New name"), "/api/conversations/{id}", id).isStatus(200);
    assertThat(changed.text("/name")).isEqualTo("New name");
    assertThat(changed.number("/head")).isEqualTo(1);
    var events = ben.rest().get("/api/conversations/{id}/events", id).isStatus(200);
    assertThat(events.text("/items/0/type")).isEqualTo("conversation.changed");
    assertThat(events.text("/items/0/changes/name")).isEqualTo("New name");

    ada.rest().patch(Map.of("name", "New name"), "/api/conversations/{id}", id).isStatus(200);
    ada.rest().patch(Map.of(), "/api/conversations/{id}", id).isStatus(200);
    assertThat(ada.rest().get("/api/conversations/{id}", id).number("/head")).isEqualTo(1);
    var cleared = ada.rest().patch("{\"name\":null}", "/api/conversations/{id}", id).isStatus(200);
    assertThat(cleared.body().get("name").isNull()).isTrue();
  }

  @Test
  void renameWhenRefusedThenInTheOrderOfRefusals() {
    var id = ada.rest().create("group", ben);
    var direct = ada.rest().create("direct", ben);
    var broken = "{\"name\":";
    cia.rest().patch(broken, "/api/conversations/{id}", id).isProblem(404, "not-found");
    ben.rest().patch(broken, "/api/conversations/{id}", id).isProblem(403, "forbidden");
    ada.rest().patch(broken, "/api/conversations/{id}", id).isProblem(400, "invalid");
    ada.rest()
        .patch(Map.of("name", "x"), "/api/conversations/{id}", direct)
        .isProblem(409, "conflict");
    ada.rest()
        .patch(Map.of("name", 1), "/api/conversations/{id}", id)
        .isInvalid("name", "a string");
    ada.rest()
        .patch(Map.of("name", ""), "/api/conversations/{id}", id)
        .isInvalid("name", "0 bytes");
    ada.rest().patch("[]", "/api/conversations/{id}", id).isInvalid("body", "an object");
  }

  @Test
  void deleteThenGoneForAllAndMembersAreTold() {
    var id = ada.rest().create("group", ben);
    ada.rest().send(id, "m1", "hello");
    cia.rest().delete("/api/conversations/{id}", id).isProblem(404, "not-found");
    ben.rest().delete("/api/conversations/{id}", id).isProblem(403, "forbidden");
    ada.rest().delete("/api/conversations/{id}", id).isStatus(204);
    for (var person : List.of(ada, ben)) {
      person.rest().get("/api/conversations/{id}", id).isProblem(404, "not-found");
      person.rest().get("/api/conversations/{id}/messages", id).isProblem(404, "not-found");
      person
          .rest()
          .post(
              Map.of("clientMessageId", "m2", "text", "x"), "/api/conversations/{id}/messages", id)
          .isProblem(404, "not-found");
      assertThat(announced().all(ToUser.class))
          .contains(
              new ToUser(
                  person.id(),
                  new ServerFrame.ConversationRemoved(new ConversationId(id), "deleted"),
                  null));
    }
    assertThat(ada.rest().get("/api/conversations").body().get("items")).isEmpty();
    ada.rest().delete("/api/conversations/{id}", id).isProblem(404, "not-found");
  }

  @Test
  void deleteWhenDirectThenConflict() {
    var id = ada.rest().create("direct", ben);
    ada.rest().delete("/api/conversations/{id}", id).isProblem(409, "conflict");
  }

  @Test
  void createWhenTwoDoItAtOnceThenOneConversation() {
    var ids = Collections.synchronizedSet(new HashSet<String>());
    var bodies =
        List.of(
            Map.<String, Object>of("kind", "direct", "members", List.of(ben.toString())),
            Map.<String, Object>of("kind", "direct", "members", List.of(ada.toString())));
    IntStream.range(0, 8)
        .parallel()
        .forEach(
            i -> {
              var answer = create(i % 2 == 0 ? ada : ben, bodies.get(i % 2));
              assertThat(answer.status()).isIn(200, 201);
              ids.add(answer.text("/id"));
            });
    assertThat(ids).hasSize(1);
  }

  @Test
  void readyWhenStoresAnswerThenUp() {
    var ready = RestClient.ofNobody(SharedNode.node()).get("/internal/ready");
    assertThat(ready.isStatus(200).text("/status")).isEqualTo("UP");
  }

  private Answer react(Person who, String id, String message, boolean on) {
    var path = "/api/conversations/{id}/messages/{message}/reactions/{emoji}";
    return on
        ? who.rest().put(null, path, id, message, "👍")
        : who.rest().delete(path, id, message, "👍");
  }

  private static Answer create(Person who, Object body) {
    return who.rest().post(body, "/api/conversations");
  }

  private static Map<String, Object> group(String field, Object value) {
    return Map.of("kind", "group", "members", List.of(), field, value);
  }

  private static List<String> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> "u" + i).toList();
  }
}
