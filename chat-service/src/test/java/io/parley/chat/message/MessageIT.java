package io.parley.chat.message;

import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.RestClient.Answer;
import io.parley.chat.SharedNode.Person;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessageIT {

  private static final String MESSAGES = "/api/conversations/{id}/messages";

  private final Person ada = person("ada");
  private final Person ben = person("ben");
  private final Person stranger = person("stranger");
  private String id = "";

  @BeforeEach
  void group() {
    id = ada.rest().create("group", ben);
  }

  @Test
  void sendThenStoredWithEveryField() {
    var first = ada.rest().send(id, "m1", "hello");
    var body = new HashMap<String, Object>();
    body.put("clientMessageId", "m2");
    body.put("text", "hi \ud83d\ude80");
    body.put("replyTo", first.get("id").stringValue());
    body.put("attachments", List.of());
    body.put("mentions", List.of(ada.toString()));
    body.put("custom", Map.of("order", Map.of("id", 17)));
    var sent = send(ben, body).isStatus(201);
    assertThat(sent.number("/sequence")).isEqualTo(2);
    assertThat(sent.text("/conversation")).isEqualTo(id);
    assertThat(sent.text("/clientMessageId")).isEqualTo("m2");
    assertThat(sent.text("/sender")).isEqualTo(ben.toString());
    assertThat(sent.text("/text")).isEqualTo("hi \ud83d\ude80");
    assertThat(sent.text("/replyTo")).isEqualTo(first.get("id").stringValue());
    assertThat(sent.body().get("attachments")).isEmpty();
    assertThat(sent.text("/mentions/0")).isEqualTo(ada.toString());
    assertThat(sent.number("/custom/order/id")).isEqualTo(17);
    assertThat(sent.body().get("reactions")).isEmpty();
    assertThat(sent.body().get("editedAt").isNull()).isTrue();
    assertThat(sent.body().get("deletedAt").isNull()).isTrue();
    assertThat(sent.text("/status")).isEqualTo("sent");
    var read = ada.rest().get(MESSAGES + "/{m}", id, sent.text("/id")).isStatus(200);
    assertThat(read.body()).isEqualTo(sent.body());
  }

  @Test
  void sendWhenRepeatedThenTheStoredOneAndOtherContentIsRefused() {
    var body =
        Map.of("clientMessageId", "m1", "text", "hello", "custom", Map.of("b", 1.50, "a", 1));
    var sent = send(ada, body).isStatus(201);
    var again = send(ada, body).isStatus(200);
    assertThat(again.text("/id")).isEqualTo(sent.text("/id"));
    send(ada, Map.of("clientMessageId", "m1", "text", "other"))
        .isProblem(409, "client-message-id-reused");
    send(ada, Map.of("clientMessageId", "m1", "text", "hello"))
        .isProblem(409, "client-message-id-reused");
    assertThat(send(ben, body).isStatus(201).number("/sequence")).isEqualTo(2);
    edit(ada, sent.text("/id"), "edited").isStatus(200);
    var afterEdit = send(ada, body).isStatus(200);
    assertThat(afterEdit.text("/text")).isEqualTo("edited");
  }

  @Test
  void sendWhenNotMemberThenNotFoundWhateverTheBody() {
    send(stranger, Map.of("clientMessageId", "m", "text", "x")).isProblem(404, "not-found");
    send(stranger, "{").isProblem(404, "not-found");
    ada.rest()
        .post(Map.of("clientMessageId", "m", "text", "x"), MESSAGES, "gnothing")
        .isProblem(404, "not-found");
  }

  @Test
  void sendWhenBodyIsWrongThenInvalidNamingTheField() {
    send(ada, "{").isProblem(400, "invalid");
    send(ada, "[1]").isProblem(400, "invalid");
    send(ada, "").isProblem(400, "invalid");
    send(ada, Map.of()).isInvalid("clientMessageId", "missing").isInvalid("text", "missing");
    send(ada, with("clientMessageId", "no id!")).isInvalid("clientMessageId");
    send(ada, with("clientMessageId", "")).isInvalid("clientMessageId");
    send(ada, with("clientMessageId", "x".repeat(65))).isInvalid("clientMessageId");
    send(ada, with("clientMessageId", 5)).isInvalid("clientMessageId");
    send(ada, with("text", 5)).isInvalid("text", "a string");
    send(ada, with("text", "")).isInvalid("text", "0 bytes");
    send(ada, with("text", "x".repeat(16_385))).isInvalid("text", "16385 bytes", "at most 16384");
    send(ada, with("text", "\u00e9".repeat(8_193))).isInvalid("text", "16386 bytes");
    send(ada, "{\"clientMessageId\":\"m\",\"text\":\"a\\ud800b\"}").isInvalid("text", "surrogate");
    send(ada, with("attachments", List.of(Map.of("id", "f"))))
        .isInvalid("attachments", "not empty");
    send(ada, with("attachments", "f")).isInvalid("attachments", "an array");
    send(ada, with("mentions", "ada")).isInvalid("mentions", "an array");
    send(ada, with("mentions", List.of("no id!"))).isInvalid("mentions[0]");
    send(ada, "{\"clientMessageId\":\"m\",\"text\":\"a\",\"mentions\":[null]}")
        .isInvalid("mentions", "null");
    send(ada, with("mentions", IntStream.range(0, 51).mapToObj(i -> "u" + i).toList()))
        .isInvalid("mentions", "51 users", "at most 50");
    send(ada, with("custom", "x")).isInvalid("custom", "an object");
    send(ada, with("custom", List.of())).isInvalid("custom", "an object");
    send(ada, with("custom", Map.of("x", "y".repeat(4_096)))).isInvalid("custom", "at most 4096");
    send(ada, with("replyTo", "nonsense")).isInvalid("replyTo");
    send(ada, with("replyTo", id + "-99")).isInvalid("replyTo", "a message of this conversation");
    var other = ada.rest().create("group", ben);
    var foreign = ada.rest().send(other, "f", "foreign").get("id").stringValue();
    send(ada, with("replyTo", foreign)).isInvalid("replyTo", "of this conversation");
    assertThat(history("").body().get("items")).isEmpty();
  }

  @Test
  void sendWhenLimitIsReachedExactlyThenStored() {
    send(ada, Map.of("clientMessageId", "m1", "text", "x".repeat(16_384))).isStatus(201);
  }

  @Test
  void oneWhenNoSuchMessageThenNotFound() {
    var sent = ada.rest().send(id, "m1", "hello").get("id").stringValue();
    var other = ada.rest().create("group", ben);
    ada.rest().get(MESSAGES + "/{m}", other, sent).isProblem(404, "not-found");
    ada.rest().get(MESSAGES + "/{m}", id, "nonsense").isProblem(404, "not-found");
    ada.rest().get(MESSAGES + "/{m}", id, id + "-7").isProblem(404, "not-found");
    ada.rest().get(MESSAGES + "/{m}", id, id + "-01").isProblem(404, "not-found");
    stranger.rest().get(MESSAGES + "/{m}", id, sent).isProblem(404, "not-found");
    react(ada, sent, "👍", true).isStatus(200);
    ada.rest().get(MESSAGES + "/{m}", id, id + "-2").isProblem(404, "not-found");
  }

  @Test
  void editThenPresentStateEverywhereAndItsEvent() {
    var sent = ada.rest().send(id, "m1", "hello").get("id").stringValue();
    var edited =
        ada.rest()
            .patch(
                Map.of("text", "hello!", "mentions", List.of(ben.toString())),
                MESSAGES + "/{m}",
                id,
                sent)
            .isStatus(200);
    assertThat(edited.text("/text")).isEqualTo("hello!");
    assertThat(edited.text("/mentions/0")).isEqualTo(ben.toString());
    assertThat(edited.text("/editedAt")).isNotBlank();
    assertThat(history("").text("/items/0/text")).isEqualTo("hello!");
    var events = events();
    assertThat(events.at("/items/0/text").stringValue()).isEqualTo("hello!");
    assertThat(events.at("/items/1/type").stringValue()).isEqualTo("message.edited");
    edit(ada, sent, "hello!").isStatus(200);
    assertThat(events().get("head").longValue()).isEqualTo(2);
    var kept = edit(ada, sent, "third").isStatus(200);
    assertThat(kept.text("/mentions/0")).isEqualTo(ben.toString());
  }

  @Test
  void editWhenRefusedThenInTheOrderOfRefusals() {
    var sent = ada.rest().send(id, "m1", "hello").get("id").stringValue();
    stranger.rest().patch("{", MESSAGES + "/{m}", id, sent).isProblem(404, "not-found");
    ada.rest().patch("{", MESSAGES + "/{m}", id, "nonsense").isProblem(404, "not-found");
    ben.rest().patch("{", MESSAGES + "/{m}", id, sent).isProblem(403, "forbidden");
    ada.rest().patch("{", MESSAGES + "/{m}", id, sent).isProblem(400, "invalid");
    ada.rest().patch(Map.of(), MESSAGES + "/{m}", id, sent).isInvalid("text", "missing");
    edit(ada, sent, "").isInvalid("text", "0 bytes");
    edit(ada, sent, "x".repeat(16_385)).isInvalid("text", "16385");
    ada.rest()
        .patch(Map.of("text", "x", "mentions", 5), MESSAGES + "/{m}", id, sent)
        .isInvalid("mentions", "an array");
    ada.rest()
        .patch("{\"text\":\"x\",\"mentions\":[null]}", MESSAGES + "/{m}", id, sent)
        .isInvalid("mentions", "null");
    remove(ada, sent).isStatus(200);
    edit(ada, sent, "again").isProblem(409, "conflict");
  }

  @Test
  void deleteThenATombstoneAndTheTextNeverLeavesAgain() {
    var sent = ada.rest().send(id, "m1", "secret words").get("id").stringValue();
    edit(ada, sent, "other secret words").isStatus(200);
    react(ben, sent, "👍", true).isStatus(200);
    var gone = remove(ada, sent).isStatus(200);
    assertThat(gone.text("/deletedAt")).isNotBlank();
    assertThat(gone.text("/sender")).isEqualTo(ada.toString());
    assertThat(gone.text("/clientMessageId")).isEqualTo("m1");
    assertThat(gone.body().get("text").isNull()).isTrue();
    assertThat(gone.body().get("reactions")).isEmpty();
    assertThat(gone.body().get("custom").isNull()).isTrue();
    assertThat(events().toString()).doesNotContain("secret");
    assertThat(history("").body().toString()).doesNotContain("secret");
    var head = events().get("head").longValue();
    remove(ada, sent).isStatus(200);
    assertThat(events().get("head").longValue()).isEqualTo(head);
    react(ben, sent, "👍", true).isProblem(409, "conflict");
  }

  @Test
  void deleteWhenAnothersThenOnlyWithTheRight() {
    var bens = ben.rest().send(id, "m1", "ben's").get("id").stringValue();
    var adas = ada.rest().send(id, "m2", "ada's").get("id").stringValue();
    remove(stranger, bens).isProblem(404, "not-found");
    remove(ben, adas).isProblem(403, "forbidden");
    remove(ada, "nonsense").isProblem(404, "not-found");
    remove(ada, bens).isStatus(200);
  }

  @Test
  void reactThenCountedOnceAUserAndTakenAway() {
    var sent = ada.rest().send(id, "m1", "hello").get("id").stringValue();
    var once = react(ben, sent, "👍", true).isStatus(200);
    assertThat(once.text("/reactions/0/emoji")).isEqualTo("👍");
    assertThat(once.number("/reactions/0/count")).isEqualTo(1);
    assertThat(once.text("/reactions/0/users/0")).isEqualTo(ben.toString());
    assertThat(react(ben, sent, "👍", true).isStatus(200).number("/reactions/0/count"))
        .isEqualTo(1);
    assertThat(react(ada, sent, "👍", true).isStatus(200).number("/reactions/0/count"))
        .isEqualTo(2);
    react(ben, sent, "👍", false).isStatus(200);
    assertThat(react(ada, sent, "👍", false).isStatus(200).body().get("reactions")).isEmpty();
    react(ada, sent, "👍", false).isStatus(200);
    assertThat(events().get("head").longValue()).isEqualTo(5);
  }

  @Test
  void reactWhenWrongThenRefused() {
    var sent = ada.rest().send(id, "m1", "hello").get("id").stringValue();
    react(stranger, sent, "👍", true).isProblem(404, "not-found");
    react(ada, "nonsense", "👍", true).isProblem(404, "not-found");
    react(ada, sent, "x".repeat(65), true).isInvalid("emoji", "65 bytes", "1 to 64");
    react(ada, sent, "a b", true).isInvalid("emoji", "blanks");
    for (int i = 0; i < 20; i++) {
      react(ada, sent, "e" + i, true).isStatus(200);
    }
    react(ada, sent, "one-more", true).isProblem(409, "conflict");
    react(ben, sent, "e1", true).isStatus(200);
  }

  @Test
  void customWhenNumbersAreLongThenTheyComeBackUnchanged() {
    var body =
        "{\"clientMessageId\":\"m1\",\"text\":\"x\",\"custom\":{\"a\":1.10,\"b\":12345678901234567890123,\"c\":1E+2}}";
    send(ada, body).isStatus(201);
    var events = ada.rest().get("/api/conversations/{id}/messages", id).body().toString();
    assertThat(events).contains("12345678901234567890123");
    send(ada, body).isStatus(200);
  }

  private Map<String, Object> with(String field, Object value) {
    var body = new HashMap<String, Object>(Map.of("clientMessageId", "m-" + field, "text", "x"));
    body.put(field, value);
    return body;
  }

  private Answer send(Person who, Object body) {
    return who.rest().post(body, MESSAGES, id);
  }

  private Answer edit(Person who, String message, String text) {
    return who.rest().patch(Map.of("text", text), MESSAGES + "/{m}", id, message);
  }

  private Answer remove(Person who, String message) {
    return who.rest().delete(MESSAGES + "/{m}", id, message);
  }

  private Answer react(Person who, String message, String emoji, boolean on) {
    var path = MESSAGES + "/{m}/reactions/{emoji}";
    return on
        ? who.rest().put(null, path, id, message, emoji)
        : who.rest().delete(path, id, message, emoji);
  }

  private Answer history(String query) {
    return ada.rest().get(MESSAGES + query, id).isStatus(200);
  }

  private JsonNode events() {
    return ada.rest().get("/api/conversations/{id}/events", id).isStatus(200).body();
  }
}
