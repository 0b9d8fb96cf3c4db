package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Bad input through the gateway: each gets the answer of the protocol, and a bystander's socket
/// goes on.
@ExtendWith(SharedPlatform.class)
class BadInputIT {

  private final Platform platform;
  private final Api nobody;
  private final Api.Identity ada;
  private final Api.Identity ben;
  private final String conversation;
  private ChatSocket bystander;

  BadInputIT(Platform platform) {
    this.platform = platform;
    nobody = new Api(platform.gateway(), null);
    var server = new Api(platform.gateway(), platform.serverKey());
    ada = server.identity("ada-" + suffix());
    ben = server.identity("ben-" + suffix());
    conversation = server.as(ada.token()).conversation("direct", List.of(ben.id()));
  }

  @BeforeEach
  void openBystander() {
    bystander = ChatSocket.open(platform.gateway(), ben.token());
    bystander.await("welcome");
  }

  @AfterEach
  void nothingElseBroke() {
    var id = "after-" + suffix();
    Api.expect(
        201,
        nobody
            .as(ada.token())
            .post(messages(), Map.of("clientMessageId", id, "text", "still here")));
    bystander.await(frame -> frame.path("clientMessageId").asString("").equals(id));
    assertThat(bystander.closed()).isNotDone();
    bystander.close();
  }

  @Test
  void loginWhenPasswordIsWrongThenUnauthenticatedAsForAnUnknownUser() {
    var name = "eve-" + suffix();
    Api.expect(
        201,
        nobody.post(
            "/api/auth/signup",
            Map.of(
                "email", name + "@example.org",
                "username", name,
                "fullName", "Eve",
                "password", "a rather long phrase 7",
                "tokens", "body")));
    var wrong = login(name, "not the right phrase");
    var unknown = login("nobody-" + suffix(), "not the right phrase");
    problem(401, "unauthenticated", wrong);
    problem(401, "unauthenticated", unknown);
    assertThat(wrong.body().get("detail")).isEqualTo(unknown.body().get("detail"));
  }

  @Test
  void sendWhenConversationIsUnknownThenNotFound() {
    var body = Map.of("clientMessageId", suffix(), "text", "hello?");
    problem(
        404,
        "not-found",
        nobody.as(ada.token()).post("/api/conversations/gdoesnotexist/messages", body));
    try (var socket = ChatSocket.open(platform.gateway(), ada.token())) {
      socket.send(
          Map.of(
              "type", "send",
              "ref", "1",
              "conversation", "gdoesnotexist",
              "clientMessageId", "x1",
              "text", "hello?"));
      assertThat(socket.await("problem").get("problem").asString()).isEqualTo("not-found");
    }
  }

  @Test
  void readWhenNotMemberThenNotFound() {
    var stranger = new Api(platform.gateway(), platform.serverKey()).identity("str-" + suffix());
    problem(404, "not-found", nobody.as(stranger.token()).get(messages()));
  }

  @Test
  void sendWhenTextHas20KilobytesThenInvalidWithValueAndExpectation() {
    var text = "x".repeat(20_000);
    var answer =
        nobody.as(ada.token()).post(messages(), Map.of("clientMessageId", suffix(), "text", text));
    problem(400, "invalid", answer);
    assertThat(answer.body().toString()).contains("20000").contains("16384");
    try (var socket = ChatSocket.open(platform.gateway(), ada.token())) {
      socket.send(
          Map.of(
              "type",
              "send",
              "ref",
              "big",
              "conversation",
              conversation,
              "clientMessageId",
              suffix(),
              "text",
              text));
      var refused = socket.await("problem");
      assertThat(refused.get("problem").asString()).isEqualTo("invalid");
      assertThat(refused.get("ref").asString()).isEqualTo("big");
      assertThat(socket.closed()).isNotDone();
    }
  }

  @Test
  void frameWhenMalformedThenProblemInvalidAndTheSocketStays() {
    try (var socket = ChatSocket.open(platform.gateway(), ada.token())) {
      socket.sendText("{not json");
      assertThat(socket.await("problem").get("problem").asString()).isEqualTo("invalid");
      socket.sendText("{\"type\":\"no-such-type\",\"ref\":\"r2\"}");
      var unknown = socket.await(frame -> frame.path("ref").asString("").equals("r2"));
      assertThat(unknown.get("problem").asString()).isEqualTo("invalid");
      socket.send(Map.of("type", "ping", "ref", "p"));
      assertThat(socket.await("pong").get("ref").asString()).isEqualTo("p");
    }
  }

  @Test
  void frameWhenInvalidTwentyTimesThenClosed4500() {
    try (var socket = ChatSocket.open(platform.gateway(), ada.token())) {
      for (int i = 0; i < 25 && !socket.closed().isDone(); i++) {
        try {
          socket.sendText("[]");
        } catch (RuntimeException closedMeanwhile) {
          break;
        }
      }
      assertThat(socket.closed().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join().code())
          .isEqualTo(4500);
    }
  }

  @Test
  void frameWhenBinaryThenClosed1003AndWhenTooLargeThen1009() {
    var binary = ChatSocket.open(platform.gateway(), ada.token());
    binary.sendBinary(new byte[] {1, 2, 3});
    assertThat(binary.closed().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join().code())
        .isEqualTo(1003);
    var large = ChatSocket.open(platform.gateway(), ada.token());
    large.sendText("\"" + "y".repeat(70_000) + "\"");
    assertThat(large.closed().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join().code())
        .isEqualTo(1009);
  }

  @Test
  void upgradeWhenOriginIsForeignAndCookieAuthenticatesThenForbidden() {
    assertThat(upgrade("Cookie: parley_access=" + ada.token(), "Origin: https://evil.example"))
        .startsWith("HTTP/1.1 403");
    assertThat(upgrade("Cookie: parley_access=" + ada.token())).startsWith("HTTP/1.1 403");
    assertThat(
            upgrade(
                "Cookie: parley_access=" + ada.token(), "Origin: " + platform.gateway().toString()))
        .startsWith("HTTP/1.1 101");
  }

  @Test
  void changeWhenOriginIsForeignAndCookieAuthenticatesThenForbidden() {
    var body = Map.of("clientMessageId", suffix(), "text", "forged");
    problem(
        403,
        "forbidden",
        nobody.call(
            "POST",
            messages(),
            body,
            Map.of("Cookie", "parley_access=" + ada.token(), "Origin", "https://evil.example")));
  }

  @Test
  void tokenWhenExpiredOrForgedThenUnauthenticatedEverywhere() {
    var shortLived =
        new Api(platform.gateway(), platform.serverKey())
            .post("/api/server/tokens", Map.of("user", ada.id(), "expiresInSeconds", 1));
    Api.expect(201, shortLived);
    var token = shortLived.body().get("accessToken").asString();
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(90))
        .until(() -> nobody.as(token).get("/api/auth/check").status() == 401);
    problem(401, "unauthenticated", nobody.as(token).get(messages()));
    problem(401, "unauthenticated", nobody.as(token).get("/api/presence?users=" + ben.id()));
    assertThat(upgrade("Authorization: Bearer " + token)).startsWith("HTTP/1.1 401");
    var none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));
    var forged = none + "." + ada.token().split("\\.")[1] + ".";
    problem(401, "unauthenticated", nobody.as(forged).get(messages()));
    assertThat(upgrade("Authorization: Bearer " + forged)).startsWith("HTTP/1.1 401");
  }

  @Test
  void upgradeWhenSubprotocolIsUnknownThen400AndWithoutCredentialThen401() {
    assertThat(
            upgrade("Authorization: Bearer " + ada.token(), "Sec-WebSocket-Protocol: soap, mqtt"))
        .startsWith("HTTP/1.1 400")
        .contains("/problems/invalid");
    assertThat(upgrade("X-Nothing: here")).startsWith("HTTP/1.1 401");
    var accepted =
        upgrade("Authorization: Bearer " + ada.token(), "Sec-WebSocket-Protocol: soap, parley.v1");
    assertThat(accepted).startsWith("HTTP/1.1 101").containsIgnoringCase("parley.v1");
  }

  @Test
  void ticketWhenUsedTwiceThenRefusedTheSecondTime() {
    var bought = nobody.as(ada.token()).post("/api/auth/ticket", Map.of());
    Api.expect(201, bought);
    var query = "?ticket=" + bought.body().get("ticket").asString();
    assertThat(upgradeAt("/ws" + query)).startsWith("HTTP/1.1 101");
    assertThat(upgradeAt("/ws" + query)).startsWith("HTTP/1.1 401");
  }

  @Test
  void routeWhenInternalOrUnknownThenNotFound() {
    problem(404, "not-found", nobody.get("/internal/ready"));
    problem(404, "not-found", nobody.as(ada.token()).get("/actuator/health"));
    problem(404, "not-found", nobody.as(ada.token()).get("/api/nothing/here"));
  }

  @Test
  void bodyWhenNotJsonThenInvalidAndWhenTooLargeThen413AndWhenOtherTypeThen415() {
    var api = nobody.as(ada.token());
    problem(400, "invalid", api.post(messages(), "{\"text\": "));
    problem(413, "too-large", api.post(messages(), "\"" + "z".repeat(200_000) + "\""));
    problem(
        415,
        "unsupported-type",
        api.call("POST", messages(), "<a/>", Map.of("Content-Type", "application/xml")));
  }

  private String messages() {
    return "/api/conversations/" + conversation + "/messages";
  }

  private Api.Answer login(String name, String password) {
    return nobody.post(
        "/api/auth/login", Map.of("login", name, "password", password, "tokens", "body"));
  }

  private static void problem(int status, String name, Api.Answer answer) {
    Api.expect(status, answer);
    assertThat(answer.response().headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body().get("type").asString()).isEqualTo("/problems/" + name);
    assertThat(answer.response().headers().firstValue("x-request-id")).isPresent();
  }

  private String upgrade(String... headers) {
    return upgradeAt("/ws", headers);
  }

  /// A handshake by hand, since HTTP clients do not show a refused one's answer.
  private String upgradeAt(String path, String... headers) {
    URI gateway = platform.gateway();
    try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
      socket.setSoTimeout(10_000);
      var request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: "
              + gateway.getAuthority()
              + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + String.join("\r\n", headers)
              + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new StringBuilder();
      var buffer = new byte[8192];
      while (!answer.toString().contains("\r\n\r\n")) {
        int n = socket.getInputStream().read(buffer);
        if (n < 0) {
          break;
        }
        answer.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
      return answer.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
