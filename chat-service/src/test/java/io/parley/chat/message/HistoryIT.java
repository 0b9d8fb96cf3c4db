package io.parley.chat.message;

import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.RestClient.Answer;
import io.parley.chat.SharedNode.Person;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryIT {

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
  void historyThenPagesInBothDirectionsAndAround() {
    for (int i = 1; i <= 12; i++) {
      ada.rest().send(id, "m" + i, "text " + i);
      if (i == 6) {
        react(ben, id + "-6", "👍", true).isStatus(200);
      }
    }
    var latest = history("?limit=5");
    assertThat(texts(latest)).containsExactly("text 8", "text 9", "text 10", "text 11", "text 12");
    assertThat(latest.body().get("after").isNull()).isTrue();
    var older = history("?limit=5&before=" + latest.number("/before"));
    assertThat(texts(older)).containsExactly("text 3", "text 4", "text 5", "text 6", "text 7");
    var oldest = history("?limit=5&before=" + older.number("/before"));
    assertThat(texts(oldest)).containsExactly("text 1", "text 2");
    assertThat(oldest.body().get("before").isNull()).isTrue();
    assertThat(oldest.number("/after")).isEqualTo(2);
    var newer = history("?limit=5&after=2");
    assertThat(texts(newer)).containsExactly("text 3", "text 4", "text 5", "text 6", "text 7");
    assertThat(newer.number("/after")).isEqualTo(8);
    var around = history("?limit=5&around=5");
    assertThat(texts(around)).containsExactly("text 3", "text 4", "text 5", "text 6", "text 7");
    assertThat(texts(history("?limit=1&around=5"))).containsExactly("text 5");
    assertThat(texts(history("?limit=4&around=9999"))).containsExactly("text 11", "text 12");
    assertThat(texts(history("?after=9999"))).isEmpty();
    assertThat(texts(history("?before=1"))).isEmpty();
    assertThat(texts(history("?before=0"))).isEmpty();
  }

  @Test
  void historyWhenQueryIsWrongThenInvalidButNotFoundFirst() {
    stranger.rest().get(MESSAGES + "?limit=x", id).isProblem(404, "not-found");
    ada.rest().get(MESSAGES + "?limit=x", id).isInvalid("limit", "an integer");
    ada.rest().get(MESSAGES + "?before=-1", id).isInvalid("before", "-1", "0 or more");
    ada.rest().get(MESSAGES + "?after=a", id).isInvalid("after", "an integer");
    ada.rest().get(MESSAGES + "?around=1.5", id).isInvalid("around", "an integer");
    ada.rest().get(MESSAGES + "?before=1&after=2", id).isInvalid("before", "one of");
    ada.rest().get(MESSAGES + "?before=99999999999999999999", id).isInvalid("before", "an integer");
  }

  @Test
  void historyWhenManyEventsLieBetweenThenMessagesAreFound() {
    var first = ada.rest().send(id, "m1", "first").get("id").stringValue();
    for (int i = 0; i < 40; i++) {
      react(ben, first, "👍", i % 2 == 0).isStatus(200);
    }
    ada.rest().send(id, "m2", "second");
    assertThat(texts(history("?limit=2"))).containsExactly("first", "second");
    assertThat(texts(history("?limit=2&before=42"))).containsExactly("first");
    assertThat(texts(history("?limit=2&after=1"))).containsExactly("second");
  }

  @Test
  void eventsThenDenseInPages() {
    for (int i = 1; i <= 5; i++) {
      ada.rest().send(id, "m" + i, "text " + i);
    }
    var page = ada.rest().get("/api/conversations/{id}/events?limit=3", id).isStatus(200);
    assertThat(page.body().get("items")).hasSize(3);
    assertThat(page.text("/items/0/type")).isEqualTo("message");
    assertThat(page.number("/head")).isEqualTo(5);
    assertThat(page.number("/first")).isEqualTo(1);
    assertThat(page.text("/epoch")).isNotBlank();
    assertThat(page.number("/next")).isEqualTo(3);
    var rest = ada.rest().get("/api/conversations/{id}/events?limit=3&after=3", id).isStatus(200);
    assertThat(rest.number("/items/0/sequence")).isEqualTo(4);
    assertThat(rest.body().get("next").isNull()).isTrue();
    var beyond = ada.rest().get("/api/conversations/{id}/events?after=99", id).isStatus(200);
    assertThat(beyond.body().get("items")).isEmpty();
    stranger.rest().get("/api/conversations/{id}/events?after=-1", id).isProblem(404, "not-found");
    ada.rest().get("/api/conversations/{id}/events?after=-1", id).isInvalid("after", "-1");
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

  private static List<String> texts(Answer history) {
    return history
        .body()
        .get("items")
        .valueStream()
        .map(item -> item.get("text").stringValue())
        .toList();
  }
}
