package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the platform promises to people in browsers: cookies that no script reads and no other page
/// uses, and headers that hold on every answer, whoever of its processes made it.
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPromisesIT {

  private static final String PHRASE = "seven lamps on the quay";
  private static final String EVIL = "Origin: https://evil.example";

  private final Platform platform;
  private final Api nobody;
  private final String name = "ada-" + suffix();
  private final Api.Answer signedUp;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final String bearer;
  private final String conversation;

  BrowserPromisesIT(Platform platform) {
    this.platform = platform;
    nobody = new Api(platform.gateway(), null);
    signedUp =
        nobody.post(
            "/api/auth/signup",
            Map.of(
                "email",
                name + "@example.org",
                "username",
                name,
                "fullName",
                "Ada",
                "password",
                PHRASE));
    Api.expect(201, signedUp);
    for (var line : setCookies(signedUp)) {
      var pair = line.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    var token = signedUp.body().get("accessToken").asString();
    bearer = "Authorization: Bearer " + token;
    conversation = nobody.as(token).conversation("group", List.of());
  }

  @Test
  void cookiesThenHttpOnlyLaxOfThisHostAndNoRefreshTokenInABody() {
    assertThat(cookies).containsOnlyKeys("parley_access", "parley_refresh");
    assertThat(signedUp.body().has("refreshToken")).isFalse();
    assertThat(setCookies(signedUp))
        .allMatch(line -> line.contains("; HttpOnly") && line.contains("; SameSite=Lax"))
        .noneMatch(line -> line.contains("Domain="))
        .anyMatch(line -> line.startsWith("parley_access=") && line.contains("; Path=/;"))
        .anyMatch(line -> line.startsWith("parley_refresh=") && line.contains("; Path=/api/auth;"));

    var login = Map.of("login", name, "password", PHRASE, "tokens", "body");
    var byBody = nobody.post("/api/auth/login", login);
    assertThat(setCookies(byBody)).isEmpty();
    var refresh = byBody.body().get("refreshToken").asString();
    var asCookie = refresh(refresh);
    assertThat(asCookie.status()).as("a refresh token counts in its mode alone").isEqualTo(401);
    var inBody = Map.of("refreshToken", cookies.getOrDefault("parley_refresh", ""));
    Api.expect(401, nobody.post("/api/auth/refresh", inBody));
  }

  private RawConnection.Answer refresh(String token) {
    return send("POST", "/api/auth/refresh", "Cookie: parley_refresh=" + token, ours());
  }

  static Stream<List<String>> unproven() {
    return Stream.of(
        List.of(),
        List.of(EVIL),
        List.of("Origin: null"),
        List.of("Origin:"),
        List.of("Origin: http://localhost"),
        List.of("Origin: http://localhost.evil.example"),
        List.of(EVIL, "Sec-Fetch-Site: same-origin"),
        List.of("Sec-Fetch-Site: same-site"),
        List.of("Sec-Fetch-Site: cross-site"),
        List.of("Sec-Fetch-Site: none"),
        List.of("Referer: http://localhost:8080/"));
  }

  @ParameterizedTest
  @MethodSource("unproven")
  void changeWhenByCookieAndTheOriginIsNotProvenThenForbiddenEverywhere(List<String> headers) {
    var proof = new ArrayList<>(headers);
    proof.add(cookie());
    for (var change :
        List.of(
            "POST /api/conversations",
            "POST /api/conversations/" + conversation + "/messages",
            "PATCH /api/conversations/" + conversation,
            "DELETE /api/conversations/" + conversation,
            "PUT /api/conversations/" + conversation + "/marks",
            "POST /api/auth/ticket",
            "PUT /api/auth/update-profile",
            "PUT /api/auth/password",
            "POST /api/auth/refresh",
            "POST /api/auth/logout",
            "DELETE /api/auth/logins/any",
            "DELETE /api/users/me")) {
      var words = change.split(" ");
      var answer = sendJson(words[0], words[1], "{\"name\":\"forged\"}", proof);
      assertThat(answer.status()).as(change).isEqualTo(403);
      assertThat(answer.problem()).as(change).isEqualTo("forbidden");
    }
    var upgrade = RawConnection.upgrade(platform.gateway(), "/ws", proof.toArray(String[]::new));
    assertThat(upgrade.status()).isEqualTo(403);

    var still = send("GET", "/api/conversations/" + conversation, cookie());
    assertThat(still.status()).as("still logged in").isEqualTo(200);
    assertThat(Api.JSON.readTree(still.body()).get("name").asString()).isEqualTo("test");
  }

  @Test
  void changeWhenTheOriginIsProvenThenDone() {
    for (var proof :
        List.of(ours(), "Origin: " + platform.publicOrigin(), "Sec-Fetch-Site: same-origin")) {
      var answer = sendJson("POST", "/api/conversations", group(), List.of(cookie(), proof));
      assertThat(answer.status()).as(proof).isEqualTo(201);
    }
    var foreignByBearer = sendJson("POST", "/api/conversations", group(), List.of(bearer, EVIL));
    assertThat(foreignByBearer.status()).as("Bearer needs no origin").isEqualTo(201);
    assertThat(upgrade(cookie(), ours())).isEqualTo(101);
    assertThat(upgrade(cookie(), "Sec-Fetch-Site: same-origin")).isEqualTo(403);
    assertThat(upgrade(cookie(), ours(), EVIL)).as("two origins").isIn(400, 403);
  }

  @Test
  void entranceWhenTheOriginIsForeignThenForbidden() {
    var login = Api.JSON.writeValueAsString(Map.of("login", name, "password", PHRASE));
    for (var origin : List.of(EVIL, "Origin: null")) {
      assertThat(sendJson("POST", "/api/auth/login", login, List.of(origin)).status())
          .isEqualTo(403);
      assertThat(sendJson("POST", "/api/auth/signup", "{}", List.of(origin)).status())
          .isEqualTo(403);
    }
  }

  @Test
  void credentialWhenABadOneStandsBesideAGoodCookieThenUnauthenticated() {
    var bad = "Authorization: Bearer bad";
    assertThat(send("GET", "/api/conversations", cookie(), bad).status()).isEqualTo(401);
    assertThat(upgrade(cookie(), ours(), bad)).isEqualTo(401);
    var ticket =
        RawConnection.upgrade(platform.gateway(), "/ws?ticket=bad", cookie(), ours()).status();
    assertThat(ticket).isEqualTo(401);
  }

  @Test
  void corsThenByTheExactListAlone() {
    int port = platform.gateway().getPort();
    for (var origin : List.of("http://localhost:" + port, "http://127.0.0.1:" + port)) {
      var answer = send("GET", "/api/conversations", bearer, "Origin: " + origin);
      assertThat(answer.header("access-control-allow-origin")).isEqualTo(origin);
      assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(answer.header("vary")).containsIgnoringCase("origin");
      assertThat(preflight(origin).header("access-control-allow-methods")).contains("PATCH");
    }
    for (var origin :
        List.of(
            "https://evil.example",
            "null",
            "*",
            "http://localhost",
            "https://localhost:" + port,
            "http://localhost:" + port + ".evil.example",
            "http://localhost:" + port + "0",
            "http://evil.localhost:" + port,
            "http://localhost:" + port + "/",
            "http://localhost@evil.example:" + port)) {
      for (var answer :
          List.of(
              send("GET", "/api/conversations", bearer, "Origin: " + origin),
              send("GET", "/nothing", "Origin: " + origin),
              preflight(origin))) {
        assertThat(answer.headers())
            .as(origin)
            .doesNotContainKeys(
                "access-control-allow-origin",
                "access-control-allow-credentials",
                "access-control-allow-methods");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerIsHardened() {
    var upgrade = "Upgrade: websocket";
    var missing = "/api/conversations/gdoesnotexist";
    return Stream.of(
        walk(200, "GET", "/"),
        walk(200, "GET", "/health"),
        walk(200, "HEAD", "/health"),
        walk(200, "GET", "/api/openapi.json"),
        walk(200, "GET", "/.well-known/jwks.json"),
        walk(200, "GET", "/api/auth/check", bearer),
        walk(200, "GET", "/api/auth/oidc"),
        walk(200, "GET", "/api/conversations", bearer),
        walk(
            200, "GET", "/api/presence?users=" + signedUp.body().at("/user/id").asString(), bearer),
        walk(204, "OPTIONS", "/api/conversations", EVIL, "Access-Control-Request-Method: PUT"),
        walk(400, "GET", "/api/conversations?limit=0", bearer),
        walk(400, "GET", "/ws", bearer),
        walk(400, "GET", "/", "b\u0001d: x"),
        walk(401, "GET", "/api/conversations"),
        walk(401, "GET", "/api/auth/check", "Authorization: Bearer forged"),
        walk(401, "GET", "/ws", upgrade),
        walk(403, "POST", "/api/conversations", cookie()),
        walk(403, "GET", "/api/admin/users", bearer),
        walk(404, "GET", missing, bearer),
        walk(404, "GET", "/nothing"),
        walk(404, "GET", "/api/nothing", bearer),
        walk(404, "GET", "/internal/ready", bearer),
        walk(404, "GET", "/actuator/health", bearer),
        walk(405, "DELETE", "/health"),
        walk(405, "PUT", "/api/conversations", bearer),
        walk(413, "POST", "/api/conversations", bearer, "Content-Length: 9999999"),
        walk(414, "GET", "/" + "x".repeat(9_000)),
        walk(415, "POST", "/api/conversations", bearer, "Content-Type: text/xml"),
        walk(431, "GET", "/", "X-Much: " + "y".repeat(20_000)));
  }

  private DynamicTest walk(int status, String method, String path, String... headers) {
    var shown = path.substring(0, Math.min(40, path.length()));
    return DynamicTest.dynamicTest(
        status + ": " + method + " " + shown + " " + (headers.length == 0 ? "" : headers.length),
        () -> assertHardened(status, path, send(method, path, headers)));
  }

  private static void assertHardened(int status, String path, RawConnection.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("content-security-policy"))
        .contains("default-src 'self'", "object-src 'none'", "base-uri 'none'")
        .contains("frame-ancestors 'none'", "form-action 'self'")
        .doesNotContain("unsafe", "*", "|");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
    assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(answer.header("cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(answer.header("permissions-policy")).contains("camera=()", "geolocation=()");
    assertThat(answer.headers().getOrDefault("x-request-id", List.of())).hasSize(1);
    assertThat(answer.headers())
        .doesNotContainKeys(
            "server", "x-powered-by", "via", "x-parley-node", "x-application-context");
    if (path.startsWith("/api/") && !path.equals("/api/openapi.json") || status >= 400) {
      assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }
    if (status >= 400) {
      assertThat(answer.header("content-type")).startsWith("application/problem+json");
      assertThat(answer.body())
          .doesNotContainIgnoringCase("exception", "netty", "spring", "reactor", "127.0.0.1");
    }
  }

  private RawConnection.Answer preflight(String origin) {
    return send(
        "OPTIONS",
        "/api/conversations",
        "Origin: " + origin,
        "Access-Control-Request-Method: PATCH");
  }

  private RawConnection.Answer send(String method, String path, String... headers) {
    try (var connection = RawConnection.open(platform.gateway())) {
      var all = Stream.concat(Stream.of("Connection: close"), Stream.of(headers));
      return connection.request(method, path, all.toArray(String[]::new));
    }
  }

  private RawConnection.Answer sendJson(
      String method, String path, String body, List<String> headers) {
    try (var connection = RawConnection.open(platform.gateway())) {
      var all = new ArrayList<>(headers);
      all.add("Connection: close");
      all.add("Content-Type: application/json");
      all.add("Content-Length: " + body.length());
      var head = connection.head(method, path, all.toArray(String[]::new));
      return connection.say(head + body).answer();
    }
  }

  private int upgrade(String... headers) {
    return RawConnection.upgrade(platform.gateway(), "/ws", headers).status();
  }

  private String cookie() {
    return "Cookie: parley_access="
        + cookies.get("parley_access")
        + "; parley_refresh="
        + cookies.get("parley_refresh");
  }

  private String ours() {
    return "Origin: " + platform.gateway();
  }

  private static String group() {
    return "{\"kind\":\"group\",\"name\":\"by cookie\",\"members\":[]}";
  }

  private static List<String> setCookies(Api.Answer answer) {
    return answer.response().headers().allValues("Set-Cookie");
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
