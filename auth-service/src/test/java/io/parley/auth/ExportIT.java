package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.auth.RunningAuth.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Taking one's own data along.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportIT {

  private final FakeChat chat = FakeChat.start();
  private final RunningAuth auth =
      RunningAuth.start("PARLEY_CHAT_URLS=" + chat.url(), "PARLEY_LIMIT_EXPORTS_USER=2");

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
    chat.close();
  }

  @Test
  void exportThenAllThatIsKeptAndNoSecretAndAnEnd() {
    var name = freshName();
    var user = auth.signUp(name);
    auth.logIn(name, PHRASE);
    auth.logIn(name, "not the right one at all");
    auth.signUp(freshName());

    var text = export(user);
    var lines = lines(text);

    assertThat(lines.getFirst().get("type").asString()).isEqualTo("account");
    assertThat(lines.getFirst().get("email").asString()).isEqualTo(name + "@example.org");
    assertThat(of("login", lines)).hasSize(2);
    assertThat(of("audit", lines))
        .extracting(line -> line.get("action").asString())
        .contains("account.created", "login.started", "login.refused", "data.exported");
    assertThat(of("audit", lines))
        .allSatisfy(
            line -> assertThat(line.get("user").asString()).isEqualTo(user.text("/user/id")));
    assertThat(of("message", lines)).hasSize(1000);
    assertThat(text).contains("zwölf 999").doesNotContain("argon2", "refreshHash", "passwordHash");
    assertThat(lines.getLast().get("type").asString()).isEqualTo("end");
  }

  @Test
  void exportWhenOftenThenLimited() {
    var user = auth.signUp(freshName());
    export(user);
    export(user);

    var third = auth.get("/api/auth/export", user.text("/accessToken"));

    assertThat(third.status()).isEqualTo(429);
    assertThat(third.headers().getFirst("Retry-After")).isNotBlank();
  }

  @Test
  void exportWhenChatIsAwayThenTryAgainBeforeTheFirstLine() {
    var user = auth.signUp(freshName());
    chat.setAway(true);
    try {
      var answer = auth.get("/api/auth/export", user.text("/accessToken"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text("/type")).isEqualTo("/problems/try-again");
    } finally {
      chat.setAway(false);
    }
  }

  @Test
  void exportWhenChatBreaksOffThenNoEndIsPretended() {
    var user = auth.signUp(freshName());
    chat.setBreaking(true);
    try {
      assertThatThrownBy(() -> export(user)).isNotNull();
    } finally {
      chat.setBreaking(false);
    }
  }

  @Test
  void exportWhenNobodyThenUnauthenticated() {
    assertThat(auth.call("GET", "/api/auth/export", null).status()).isEqualTo(401);
  }

  private String export(Answer user) {
    var answer =
        auth.http()
            .get()
            .uri("/api/auth/export")
            .header("Authorization", "Bearer " + user.text("/accessToken"))
            .exchange()
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentType("application/x-ndjson")
            .returnResult(byte[].class);
    var bytes = answer.getResponseBody().collectList().block(java.time.Duration.ofSeconds(20));
    assertThat(bytes).isNotNull();
    var text = new StringBuilder();
    var all = new java.io.ByteArrayOutputStream();
    bytes.forEach(all::writeBytes);
    return text.append(all.toString(StandardCharsets.UTF_8)).toString();
  }

  private static List<JsonNode> lines(String text) {
    return text.lines().<JsonNode>map(line -> JsonMapper.shared().readTree(line)).toList();
  }

  private static List<JsonNode> of(String type, List<JsonNode> lines) {
    return lines.stream().filter(line -> line.get("type").asString().equals(type)).toList();
  }
}
