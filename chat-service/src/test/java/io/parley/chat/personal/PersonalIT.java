package io.parley.chat.personal;

import static io.parley.chat.SharedNode.auth;
import static io.parley.chat.SharedNode.node;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.RestClient;
import io.parley.chat.SharedNode.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What auth-service asks for on behalf of a user.
class PersonalIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Person ada = person("ada");
  private final Person ben = person("ben");
  private final Person cid = person("cid");

  @Test
  void leaveThenOutOfEveryGroupWithAnHeirAndStillInDirectOnes() {
    var owned = ada.rest().create("group", ben, cid);
    var joined = ben.rest().create("group", ada);
    var alone = ada.rest().create("group");
    var direct = ada.rest().create("direct", ben);

    leave(ada).isStatus(200);

    assertThat(conversations(ada)).containsExactly(direct);
    ada.rest().get("/api/conversations/{id}", owned).isProblem(404, "not-found");
    ada.rest().get("/api/conversations/{id}", joined).isProblem(404, "not-found");
    ada.rest().get("/api/conversations/{id}", alone).isProblem(404, "not-found");
    assertThat(ben.rest().get("/api/conversations/{id}", owned).isStatus(200).text("/role"))
        .isEqualTo("owner");
    var last = ben.rest().get("/api/conversations/{id}/events?after=0", joined).body().get("items");
    assertThat(last.get(last.size() - 1).get("type").stringValue()).isEqualTo("member.left");
    assertThat(last.get(last.size() - 1).get("reason").stringValue()).isEqualTo("left");
    assertThat(leave(ada).isStatus(200).body().get("more").booleanValue()).isFalse();
    assertThat(ben.rest().get("/api/conversations/{id}/events?after=0", joined).body().get("items"))
        .hasSize(last.size());
  }

  @Test
  void leaveWhenInManyThenAStepAtATime() {
    for (int i = 0; i < 51; i++) {
      ada.rest().create("group", ben);
    }

    assertThat(leave(ada).isStatus(200).body().get("more").booleanValue()).isTrue();
    assertThat(leave(ada).isStatus(200).body().get("more").booleanValue()).isFalse();
    assertThat(conversations(ada)).isEmpty();
  }

  @Test
  void exportThenOwnMessagesInTheirPresentStateAndNobodyElses() {
    var direct = ada.rest().create("direct", ben);
    var left = ben.rest().create("group", ada);
    for (int i = 0; i < 230; i++) {
      ada.rest().send(direct, "m" + i, "from ada " + i);
    }
    ben.rest().send(direct, "b1", "from ben, not yours");
    var edited = ada.rest().send(left, "e1", "before").get("id").stringValue();
    var deleted = ada.rest().send(left, "d1", "gone for good").get("id").stringValue();
    ada.rest()
        .patch(Map.of("text", "after"), "/api/conversations/{id}/messages/{m}", left, edited)
        .isStatus(200);
    ada.rest().delete("/api/conversations/{id}/messages/{m}", left, deleted).isStatus(200);
    ada.rest().delete("/api/conversations/{id}/members/{u}", left, ada).isStatus(204);

    var lines = export(ada);
    var text = lines.toString();

    assertThat(of("conversation", lines))
        .extracting(line -> line.get("id").stringValue())
        .containsExactlyInAnyOrder(direct, left);
    assertThat(of("conversation", lines))
        .filteredOn(line -> line.get("id").stringValue().equals(left))
        .allSatisfy(line -> assertThat(line.get("member").booleanValue()).isFalse());
    assertThat(of("message", lines)).hasSize(232);
    assertThat(of("message", lines))
        .allSatisfy(line -> assertThat(line.get("sender").stringValue()).isEqualTo(ada.toString()));
    assertThat(text).contains("from ada 0", "from ada 229", "after").doesNotContain("from ben");
    assertThat(text).doesNotContain("gone for good", "before");
    assertThat(export(person("nobody"))).isEmpty();
  }

  @Test
  void callWhenNotAuthServiceThenRefused() {
    var leave = "/internal/users/{user}/leave";
    var export = "/internal/users/{user}/export";
    var gateway = RestClient.of(node(), auth().serviceToken("gateway"));
    gateway.post(Map.of(), leave, ada).isProblem(403, "forbidden");
    gateway.get(export, ada).isProblem(403, "forbidden");
    ada.rest().post(Map.of(), leave, ada).isProblem(401, "unauthenticated");
    ada.rest().get(export, ada).isProblem(401, "unauthenticated");
    RestClient.ofNobody(node()).get(export, ada).isProblem(401, "unauthenticated");
  }

  private static RestClient.Answer leave(Person person) {
    return RestClient.of(node(), auth().serviceToken("auth-service"))
        .post(Map.of(), "/internal/users/{user}/leave", person);
  }

  private static List<JsonNode> export(Person person) {
    var text =
        WebClient.create(node().url())
            .get()
            .uri("/internal/users/{user}/export", person)
            .header("Authorization", "Bearer " + auth().serviceToken("auth-service"))
            .exchangeToFlux(answer -> answer.bodyToFlux(byte[].class))
            .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
            .collectList()
            .block(PATIENCE);
    assertThat(text).isNotNull();
    return String.join("", text)
        .lines()
        .<JsonNode>map(line -> JsonMapper.shared().readTree(line))
        .toList();
  }

  private static List<JsonNode> of(String type, List<JsonNode> lines) {
    return lines.stream().filter(line -> line.get("type").stringValue().equals(type)).toList();
  }

  private static List<String> conversations(Person person) {
    return person
        .rest()
        .get("/api/conversations?limit=200")
        .isStatus(200)
        .body()
        .get("items")
        .valueStream()
        .map(one -> one.get("id").stringValue())
        .toList();
  }
}
