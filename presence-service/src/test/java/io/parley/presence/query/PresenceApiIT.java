package io.parley.presence.query;

import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.token.TokenKind;
import io.parley.presence.FakeNode;
import io.parley.presence.PresenceServiceApplication;
import io.parley.presence.Stage;
import io.parley.testing.BlockingCalls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PresenceApiIT {

  private final Stage stage = new Stage();
  private final FakePlatform platform = new FakePlatform();
  private ConfigurableApplicationContext application;
  private WebTestClient client;
  private String anna;
  private String service;

  @BeforeEach
  void listen() {
    BlockingCalls.listen();
  }

  @AfterEach
  void nothingBlocked() {
    assertThat(BlockingCalls.found()).isEmpty();
  }

  @BeforeAll
  void start() {
    application =
        PresenceServiceApplication.application()
            .run(
                "--server.port=0",
                "--management.server.port=0",
                "--PARLEY_SERVICE_SECRET=secret",
                "--PARLEY_AUTH_URL=" + platform.url(),
                "--PARLEY_CHAT_URLS=" + platform.url(),
                "--REDIS_URL=" + stage.server().url(),
                "--MONGODB_URI=" + stage.mongo(),
                "--parley.presence.grace=300ms",
                "--parley.presence.settle=1s",
                "--parley.presence.save-every=100ms",
                "--spring.main.banner-mode=off");
    client =
        WebTestClient.bindToServer()
            .baseUrl(address())
            .responseTimeout(Duration.ofSeconds(20))
            .build();
    anna = platform.token(TokenKind.ACCESS, "anna");
    service = platform.token(TokenKind.SERVICE, "chat-service");
  }

  @AfterAll
  void stop() {
    application.close();
    platform.close();
    stage.close();
  }

  @Test
  void presenceOfOneselfContactsAndStrangers() {
    FakeNode node = stage.node();
    node.open("s1", "anna");
    node.open("s2", "ben");
    node.open("s3", "carl");
    platform.addContact("ben");
    platform.addContact("dora");
    eventually().until(() -> states("carl", "dora").equals(List.of("online", "offline")));

    Map<?, ?> answer = presence("carl,dora,ben,anna,ben");

    assertThat(fields(answer, "user")).containsExactly("carl", "dora", "ben", "anna");
    assertThat(fields(answer, "state")).containsExactly("unknown", "offline", "online", "online");
    Map<?, ?> stranger = (Map<?, ?>) items(answer).getFirst();
    assertThat(stranger.get("version")).isEqualTo(0);
    assertThat(stranger.containsKey("since") && stranger.get("since") == null).isTrue();
    Map<?, ?> ben = (Map<?, ?>) items(answer).get(2);
    assertThat((String) ben.get("since"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  }

  @Test
  void presenceWithoutAValidTokenThenUnauthenticated() {
    client.get().uri("/api/presence?users=ben").exchange().expectStatus().isUnauthorized();
    get("/api/presence?users=ben", service).expectStatus().isUnauthorized();
    get("/api/presence?users=ben", "nonsense").expectStatus().isUnauthorized();
  }

  @Test
  void presenceOfBadListsThenInvalid() {
    String many = IntStream.range(0, 201).mapToObj(i -> "u" + i).collect(Collectors.joining(","));
    for (String query :
        List.of("", "?users=", "?users=ben,,carl", "?users=b%20n", "?users=" + many)) {
      get("/api/presence" + query, anna)
          .expectStatus()
          .isBadRequest()
          .expectHeader()
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .expectBody()
          .jsonPath("$.type")
          .isEqualTo("/problems/invalid");
    }
    get("/api/presence?users=" + many.substring(0, many.lastIndexOf(',')), anna)
        .expectStatus()
        .isOk();
  }

  @Test
  void chatIsAwayThenTryAgainButOneselfIsKnown() {
    platform.takeChatAway(true);

    get("/api/presence?users=ben", anna)
        .expectStatus()
        .isEqualTo(503)
        .expectHeader()
        .exists("Retry-After")
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/try-again");
    get("/api/presence?users=anna", anna).expectStatus().isOk();
    platform.takeChatAway(false);
  }

  @Test
  void internalQueryThenOnlyForServices() {
    post("{\"users\":[\"anna\"]}", anna).expectStatus().isUnauthorized();
    post("{\"users\":[]}", service).expectStatus().isOk();
    String many =
        IntStream.range(0, 201).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));
    for (String body :
        List.of(
            "{}",
            "[]",
            "{\"users\":[null]}",
            "{\"users\":[\"no id\"]}",
            "{\"users\":[" + many + "]}")) {
      post(body, service).expectStatus().isBadRequest();
    }
  }

  @Test
  void redisIsAwayThenReadyAndEveryoneUnknown() throws IOException {
    FakeNode node = stage.node();
    node.open("s8", "emil");
    eventually().until(() -> states("emil").equals(List.of("online")));
    stage.server().stop();

    eventually().until(() -> states("emil").equals(List.of("unknown")));
    assertThat(fields(presence("anna"), "state")).containsExactly("unknown");
    client
        .get()
        .uri("/internal/ready")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"status\":\"UP\"}");
    stage.server().restart();
    eventually().until(() -> states("emil").equals(List.of("online")));
  }

  @Test
  void redisIsFlushedThenLastSeenComesFromTheDatabase() throws IOException {
    FakeNode node = stage.node();
    node.open("s9", "fred");
    eventually().until(() -> states("fred").equals(List.of("online")));
    node.close("s9", "logout");
    eventually().until(() -> states("fred").equals(List.of("offline")));
    Object seen = first("fred").get("lastSeen");
    Number version = (Number) Objects.requireNonNull(first("fred").get("version"));
    eventually().until(() -> stage.redis().zcard("presence:{state}:unsaved") == 0);

    stage.server().flush();

    eventually().until(() -> states("fred").equals(List.of("offline")));
    assertThat(seen).isNotNull();
    assertThat(first("fred").get("lastSeen")).isEqualTo(seen);
    assertThat(first("fred").get("since")).isEqualTo(seen);
    assertThat(((Number) first("fred").get("version")).longValue())
        .isGreaterThan(version.longValue());
    assertThat(stage.redis().hexists("presence:{state}:user:fred", "seen")).isTrue();
    assertThat(first("never").get("lastSeen")).isNull();
  }

  private Map<?, ?> first(String user) {
    return (Map<?, ?>) items(asked(user)).getFirst();
  }

  private List<String> states(String... users) {
    return fields(asked(users), "state");
  }

  private Map<?, ?> asked(String... users) {
    return body(post("{\"users\":[\"" + String.join("\",\"", users) + "\"]}", service));
  }

  private Map<?, ?> presence(String users) {
    return body(get("/api/presence?users=" + users, anna));
  }

  private WebTestClient.ResponseSpec get(String path, String token) {
    return client
        .get()
        .uri(URI.create(address() + path))
        .headers(headers -> headers.setBearerAuth(token))
        .exchange();
  }

  private String address() {
    return "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
  }

  private WebTestClient.ResponseSpec post(String body, String token) {
    return client
        .post()
        .uri("/internal/presence/query")
        .headers(headers -> headers.setBearerAuth(token))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private static Map<?, ?> body(WebTestClient.ResponseSpec response) {
    return Objects.requireNonNull(
        response.expectStatus().isOk().expectBody(Map.class).returnResult().getResponseBody());
  }

  private static List<?> items(Map<?, ?> answer) {
    return (List<?>) Objects.requireNonNull(answer.get("items"));
  }

  private static List<String> fields(Map<?, ?> answer, String field) {
    return items(answer).stream()
        .map(item -> String.valueOf(((Map<?, ?>) item).get(field)))
        .toList();
  }
}
