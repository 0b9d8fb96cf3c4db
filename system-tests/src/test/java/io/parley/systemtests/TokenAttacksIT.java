package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Forged tokens and tokens of another purpose, at every door of the platform: the gateway's routes
/// to each service, by header and by cookie, its socket, and the services behind it, which verify
/// for themselves. Nobody asks the addresses that a token names, and a bystander notices nothing.
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenAttacksIT {

  private final Platform platform;
  private final Api nobody;
  private final Api.Identity ada;
  private final Api.Identity ben;
  private final String conversation;
  private final ForgedTokens forged;
  private final HttpServer listener;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private ChatSocket bystander;

  TokenAttacksIT(Platform platform) throws IOException {
    this.platform = platform;
    nobody = new Api(platform.gateway(), null);
    var server = new Api(platform.gateway(), platform.serverKey());
    ada = server.identity("ada-" + suffix());
    ben = server.identity("ben-" + suffix());
    conversation = server.as(ada.token()).conversation("direct", List.of(ben.id()));
    forged = new ForgedTokens(ada.token(), jwks());
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /// A way to show a token.
  ///
  /// @param headers with the token in them
  private record Door(String name, URI address, String path, String... headers) {

    RawConnection.Answer knock() {
      try (var connection = RawConnection.open(address)) {
        return path.startsWith("/ws")
            ? connection.upgrade(path, headers)
            : connection.request("GET", path, closing());
      }
    }

    private String[] closing() {
      return Stream.concat(Stream.of("Connection: close"), Stream.of(headers))
          .toArray(String[]::new);
    }
  }

  @BeforeAll
  void openBystanderAndListener() {
    listener.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            var keys = forged.ownKeys().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
          }
        });
    listener.start();
    assertThat(new Door("", URI.create(listener()), "/jwks").knock().body()).contains("\"own\"");
    asked.clear();
    bystander = ChatSocket.open(platform.gateway(), ben.token());
    bystander.await("welcome");
  }

  @AfterAll
  void nothingElseBroke() {
    var id = "after-" + suffix();
    var body = Map.of("clientMessageId", id, "text", "still here");
    Api.expect(
        201, nobody.as(ada.token()).post("/api/conversations/" + conversation + "/messages", body));
    bystander.await(frame -> frame.path("clientMessageId").asString("").equals(id));
    assertThat(bystander.closed()).isNotDone();
    bystander.close();
    listener.stop(0);
    assertThat(asked).as("requests at the address that the tokens named").isEmpty();
  }

  @Test
  void tokenWhenGoodThenEveryDoorOpens() {
    for (var door : doors(ada.token())) {
      assertThat(door.knock().status()).as(door.name()).isIn(200, 101);
    }
    assertThat(ticketDoor(ticket()).knock().status()).isEqualTo(101);
  }

  @TestFactory
  Stream<DynamicTest> tokenWhenForgedThenUnauthenticatedAtEveryDoor() {
    return forged.all(listener()).entrySet().stream()
        .map(
            token ->
                DynamicTest.dynamicTest(token.getKey(), () -> refusedEverywhere(token.getValue())));
  }

  @Test
  void tokenWhenForAnotherPurposeThenUnauthenticated() {
    var login = logIn();
    var access = login.body().get("accessToken").asString();
    var refresh = login.body().get("refreshToken").asString();
    for (var token : List.of(ticket(), platform.serviceToken("gateway"), platform.serverKey())) {
      doors(token).forEach(TokenAttacksIT::refused);
    }
    refusedEverywhere(refresh);
    refused(ticketDoor(access));
    refused(ticketDoor(platform.serviceToken("gateway")));
    Api.expect(401, nobody.post("/api/auth/refresh", Map.of("refreshToken", access)));
    Api.expect(401, nobody.post("/api/auth/refresh", Map.of("refreshToken", ticket())));
    var inside = new Api(platform.address("auth-1"), null);
    for (var token : List.of(access, refresh, ticket())) {
      Api.expect(401, inside.as(token).get("/internal/revocations"));
      Api.expect(401, nobody.as(token).post("/api/server/users", Map.of("users", List.of())));
    }
    Api.expect(401, inside.as(platform.serverKey()).get("/internal/revocations"));
    Api.expect(200, nobody.as(access).get("/api/auth/check"));
  }

  @Test
  void requestWhenHeadersClaimAnIdentityThenNobodyBelievesThem() {
    var claims =
        new String[] {
          "X-User-Id: " + ben.id(),
          "X-User-Roles: admin",
          "X-Parley-User: " + ben.id(),
          "X-Parley-User-Id: " + ben.id(),
          "X-Parley-Roles: admin",
          "X-Parley-Login: l1",
          "X-Parley-Gateway: g1",
          "X-Parley-Gateway-Token: " + ben.token(),
          "X-Forwarded-User: " + ben.id(),
          "X-Auth-Request-User: " + ben.id(),
          "X-Remote-User: " + ben.id(),
          "Remote-User: " + ben.id()
        };
    for (var door : doors(null)) {
      refused(new Door(door.name(), door.address(), door.path(), claims));
    }
    var mine = Stream.concat(Stream.of("Authorization: Bearer " + ada.token()), Stream.of(claims));
    var believed = mine.toArray(String[]::new);
    for (var at : List.of(platform.gateway(), platform.address("auth-1"))) {
      var me = new Door("me", at, "/api/auth/check", believed).knock();
      assertThat(Api.JSON.readTree(me.body()).get("id").asString()).isEqualTo(ada.id());
      var users = new Door("administration", at, "/api/admin/users", believed).knock();
      assertThat(users.status()).isEqualTo(403);
    }
    var foreign = "/api/conversations/" + ownOf(ben);
    for (var at : List.of(platform.gateway(), platform.address("chat-1"))) {
      assertThat(new Door("foreign", at, foreign, believed).knock().status()).isEqualTo(404);
    }
  }

  private void refusedEverywhere(String token) {
    doors(token).forEach(TokenAttacksIT::refused);
    refused(ticketDoor(token));
  }

  private static void refused(Door door) {
    var answer = door.knock();
    assertThat(answer.status()).as(door.name()).isEqualTo(401);
    assertThat(answer.problem()).as(door.name()).isEqualTo("unauthenticated");
  }

  /// @param token null for none
  private List<Door> doors(@org.jspecify.annotations.Nullable String token) {
    var bearer = token == null ? "X-Nothing: here" : "Authorization: Bearer " + token;
    var cookie = token == null ? "X-Nothing: here" : "Cookie: parley_access=" + token;
    var gateway = platform.gateway();
    var ours = "Origin: " + gateway;
    var presence = "/api/presence?users=" + ben.id();
    var doors = new ArrayList<Door>();
    doors.add(new Door("auth", gateway, "/api/auth/check", bearer));
    doors.add(new Door("chat", gateway, "/api/conversations", bearer));
    doors.add(new Door("presence", gateway, presence, bearer));
    doors.add(new Door("chat by cookie", gateway, "/api/conversations", cookie));
    doors.add(new Door("socket", gateway, "/ws", bearer));
    doors.add(new Door("socket by cookie", gateway, "/ws", cookie, ours));
    doors.add(new Door("auth itself", platform.address("auth-1"), "/api/auth/check", bearer));
    doors.add(new Door("chat itself", platform.address("chat-2"), "/api/conversations", bearer));
    doors.add(new Door("socket itself", platform.address("chat-2"), "/ws", bearer));
    doors.add(new Door("presence itself", platform.address("presence-1"), presence, bearer));
    return doors;
  }

  private Door ticketDoor(String ticket) {
    return new Door("ticket", platform.gateway(), "/ws?ticket=" + ticket);
  }

  private String ticket() {
    var bought = nobody.as(ada.token()).post("/api/auth/ticket", Map.of());
    Api.expect(201, bought);
    return bought.body().get("ticket").asString();
  }

  private Api.Answer logIn() {
    var name = "cleo-" + suffix();
    var answer =
        nobody.post(
            "/api/auth/signup",
            Map.of(
                "email", name + "@example.org",
                "username", name,
                "fullName", "Cleo",
                "password", "seven lamps on the quay",
                "tokens", "body"));
    Api.expect(201, answer);
    return answer;
  }

  private String ownOf(Api.Identity who) {
    return nobody.as(who.token()).conversation("group", List.of());
  }

  private String jwks() {
    return nobody.get("/.well-known/jwks.json").response().body();
  }

  private String listener() {
    return "http://127.0.0.1:" + listener.getAddress().getPort();
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
