package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A platform as an operator runs it: reached by https, over two gateways and two chat nodes, with
/// the limits as they are when nobody set any. Each test comes from addresses of its own, all of
/// this machine.
class ProductionSettingsIT {

  private static final String ORIGIN = "https://chat.example.org";
  private static final String PHRASE = "seven lamps on the quay";
  private static final String WRONG = "not the right one at all";
  private static final int HASHED_AT_ONCE = 8 * 28;
  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  private static Platform platform;
  private static List<URI> gateways;
  private static List<URI> everywhere;
  private static Api server;

  @BeforeAll
  static void start() {
    assumeTrue(mayComeFrom(address()), "no second loopback address (Linux has them)");
    platform =
        Platform.cluster(
            2, 2, Map.of("PARLEY_PASSWORD_THREADS", "1", "PARLEY_PUBLIC_ORIGIN", ORIGIN));
    gateways = List.of(platform.gateway(), platform.address("gateway-2"));
    everywhere =
        List.of(
            gateways.getFirst(),
            platform.address("chat-1"),
            gateways.getLast(),
            platform.address("chat-2"));
    server = new Api(platform.gateway(), platform.serverKey());
  }

  @AfterAll
  static void stop() {
    if (platform != null) {
      platform.close();
    }
  }

  @Test
  void answerWhenReachedByHttpsThenItsCookiesAreSecureAndBrowsersStayThere() {
    var name = name();
    var login = Map.of("login", name, "password", PHRASE);
    var signedUp = nobody(address());
    Api.expect(201, signUp(signedUp, name, "10.9.9.9"));
    var answer = signedUp.call("POST", "/api/auth/login", login, Map.of("Origin", ORIGIN));
    Api.expect(200, answer);

    assertThat(answer.response().headers().allValues("Set-Cookie"))
        .hasSize(2)
        .allMatch(line -> line.contains("; Secure") && line.contains("; HttpOnly"))
        .allMatch(line -> line.contains("; SameSite=Lax") && !line.contains("Domain"))
        .anyMatch(line -> line.matches("__Host-parley_access=.*; Path=/;.*"))
        .anyMatch(line -> line.matches("__Secure-parley_refresh=.*; Path=/api/auth;.*"));
    for (var path : List.of("/", "/health", "/api/auth/check", "/nothing", "/internal/ready")) {
      assertThat(signedUp.get(path).response().headers().firstValue("Strict-Transport-Security"))
          .as(path)
          .contains("max-age=31536000");
    }
    var token = answer.body().get("accessToken").asString();
    var names = List.of("parley_access", "__Secure-parley_access", "__Host-parley_access");
    for (var cookie : names) {
      var shown =
          RawConnection.upgrade(
              gateways.getLast(), "/ws", "Cookie: " + cookie + "=" + token, "Origin: " + ORIGIN);
      assertThat(shown.status()).as(cookie).isEqualTo(cookie.startsWith("__Host") ? 101 : 401);
    }
    var byHttp = "Origin: http://chat.example.org";
    var cookie = "Cookie: __Host-parley_access=" + token;
    assertThat(RawConnection.upgrade(gateways.getFirst(), "/ws", cookie, byHttp).status())
        .isEqualTo(403);
  }

  @Test
  void loginWhenStrangersGuessThenTheyWaitAndTheOwnerDoesNot() {
    var home = address();
    var owner = nobody(home);
    var name = signUp(owner).body().at("/user/username").asString();
    var stranger = nobody(address());
    var unknown = name();

    for (int i = 0; i < 10; i++) {
      Api.expect(401, logIn(stranger, i, name, WRONG, "10.0.0." + i));
      Api.expect(401, logIn(stranger, i, unknown, WRONG, "10.0.0." + i));
    }

    var known = logIn(stranger, 0, name, WRONG, "10.1.1.1");
    assertLimited(known, 10, 900);
    var guessed = logIn(stranger, 1, unknown, WRONG, "10.1.1.1");
    assertLimited(guessed, 10, 900);
    assertThat(guessed.body().get("detail")).isEqualTo(known.body().get("detail"));
    assertLimited(logIn(stranger, 1, name, PHRASE, "10.1.1.2"), 10, 900);
    assertLimited(logIn(stranger, 0, name, PHRASE, home.getHostAddress()), 10, 900);
    assertLimited(logIn(nobody(address()), 0, name, PHRASE, home.getHostAddress()), 10, 900);
    assertLimited(logIn(owner, 1, name, WRONG, "10.1.1.3"), 10, 900);
    Api.expect(200, logIn(owner, 0, name, PHRASE, "10.1.1.3"));
    Api.expect(200, logIn(owner, 1, name, PHRASE, "10.1.1.4"));
  }

  @Test
  void loginWhenManyNamesFromOneAddressThenThatAddressWaits() {
    var crowd = nobody(address());
    var resident = signUp(crowd).body().at("/user/username").asString();
    for (int i = 0; i < 30; i++) {
      Api.expect(401, logIn(crowd, i, name(), WRONG, "10.0.1." + i));
    }

    assertLimited(logIn(crowd, 0, name(), WRONG, "10.0.2.1"), 10, 900);
    assertLimited(logIn(crowd, 1, name(), WRONG, "10.0.2.2"), 10, 900);
    Api.expect(200, logIn(crowd, 0, resident, PHRASE, "10.0.2.3"));
    Api.expect(401, logIn(nobody(address()), 1, name(), WRONG, "10.0.2.4"));
  }

  @Test
  void signUpWhenOver30FromAnAddressThenLimited() {
    var crowd = nobody(address());
    for (int i = 0; i < 30; i++) {
      Api.expect(201, signUp(crowd.at(gateways.get(i % 2)), "10.0.3." + i));
    }

    assertLimited(signUp(crowd, "10.0.4.1"), 30, 3600);
    assertLimited(signUp(crowd.at(gateways.getLast()), "10.0.4.2"), 30, 3600);
    Api.expect(201, signUp(nobody(address())));
  }

  @Test
  void signUpWhenMorePasswordsWaitThanMayThenTryAgain() {
    var people = IntStream.range(0, 8).mapToObj(n -> nobody(address())).toList();

    var answers = atOnce(HASHED_AT_ONCE, n -> () -> signUp(people.get(n % people.size())));

    assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 503);
    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSizeGreaterThan(60);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 503)
        .isNotEmpty()
        .allMatch(answer -> answer.body().get("type").asString().equals("/problems/try-again"))
        .allMatch(answer -> seconds(answer) >= 1);
    Api.expect(201, signUp(nobody(address())));
  }

  @Test
  void handshakeWhenOver60In10SecondsThenTheAddressIsLimited() {
    var crowd = address();
    var begun = System.nanoTime();
    int passed = 0;
    var answer = handshake(crowd, passed);
    while (answer.status() == 401) {
      passed++;
      answer = handshake(crowd, passed);
    }

    assertLimited(answer, 60, 10);
    assertThat(passed).isBetween(60, 60 + refilled(6, begun));
    assertThat(handshake(address(), 1).status()).isEqualTo(401);
  }

  @Test
  void socketWhenTheUserHasTenThenLimitedUntilOneCloses() {
    var ada = server.identity(name());
    var sockets = new ArrayList<ChatSocket>();
    for (int i = 0; i < 10; i++) {
      sockets.add(ChatSocket.open(everywhere.get(i % 4), ada.token()));
    }
    sockets.forEach(socket -> socket.await("welcome"));
    var bearer = "Authorization: Bearer " + ada.token();

    for (var gateway : gateways) {
      assertLimited(RawConnection.upgrade(gateway, "/ws", bearer), 10, 10);
    }
    ChatSocket.open(gateways.getLast(), server.identity(name()).token()).close();
    assertThat(sockets).noneMatch(socket -> socket.closed().isDone());
    sockets.removeLast().close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> RawConnection.upgrade(gateways.getFirst(), "/ws", bearer).status() == 101);
    sockets.forEach(ChatSocket::close);
  }

  @Test
  void frameWhenOver20ASecondAnd200AtOnceThenThatSocketCloses4005() {
    var ada = server.identity(name());
    try (var other = ChatSocket.open(gateways.getLast(), ada.token());
        var patient = ChatSocket.open(gateways.getFirst(), ada.token())) {
      patient.await("welcome");
      for (int n = 0; n < 200; n++) {
        patient.send(Map.of("type", "ping", "ref", "p" + n));
      }
      patient.await(frame -> frame.path("ref").asString("").equals("p199"));
      assertThat(patient.closed()).isNotDone();

      var hasty = ChatSocket.open(gateways.getFirst(), ada.token());
      hasty.await("welcome");
      var begun = System.nanoTime();
      int said = sayUntilClosed(hasty);

      assertThat(hasty.closed().orTimeout(10, TimeUnit.SECONDS).join().code()).isEqualTo(4005);
      assertThat(said).isGreaterThanOrEqualTo(200);
      long answered = hasty.frames().stream().filter(ProductionSettingsIT::isPong).count();
      assertThat(answered).isBetween(200L, 200L + refilled(20, begun));
      assertThat(other.closed()).isNotDone();
    }
  }

  @Test
  void sendWhenOver10ASecondAnd50AtOnceThenLimitedOnEveryNode() {
    var ada = server.identity(name());
    var api = server.as(ada.token());
    var ben = server.identity(name());
    var conversation = api.conversation("direct", List.of(ben.id()));
    var path = "/api/conversations/" + conversation + "/messages";

    var tally =
        untilLimited(
            n -> {
              var body = Map.of("clientMessageId", "m" + n, "text", "number " + n);
              return api.at(everywhere.get(n % 4)).post(path, body);
            });

    assertLimited(tally.refused(), 50, 5);
    assertThat(tally.passed()).isBetween(50, 50 + refilled(10, tally.begun()));
    try (var socket = ChatSocket.open(gateways.getLast(), ada.token())) {
      for (int n = 0; n < 30; n++) {
        socket.send(
            Map.of(
                "type",
                "send",
                "ref",
                "s" + n,
                "conversation",
                conversation,
                "clientMessageId",
                "s" + n,
                "text",
                "by socket"));
      }
      var problem = socket.await("problem");
      assertThat(problem.get("problem").asString()).isEqualTo("rate-limited");
      assertThat(problem.get("retryAfterMillis").asLong()).isPositive();
      assertThat(socket.closed()).isNotDone();
    }
    assertThat(api.history(conversation)).hasSizeGreaterThanOrEqualTo(tally.passed());
  }

  @Test
  void conversationWhenOver100InAnHourThenLimited() {
    var api = server.as(server.identity(name()).token());

    var tally =
        untilLimited(
            n ->
                api.at(everywhere.get(n % 4))
                    .post(
                        "/api/conversations",
                        Map.of("kind", "group", "name", "number " + n, "members", List.of())));

    assertLimited(tally.refused(), 100, 3600);
    assertThat(tally.passed()).isBetween(100, 101);
  }

  @Test
  void searchWhenOver30AMinuteThenLimitedAndOtherRequestsAreNot() {
    var api = server.as(server.identity(name()).token());

    var tally = untilLimited(n -> api.at(gateways.get(n % 2)).get("/api/users?query=ada"));

    assertLimited(tally.refused(), 30, 60);
    assertThat(tally.passed()).isBetween(30, 30 + refilled(1, tally.begun()));
    Api.expect(200, api.get("/api/users"));
  }

  @Test
  void ticketWhenOver60AMinuteThenLimited() {
    var api = server.as(server.identity(name()).token());

    var tally = untilLimited(n -> api.at(gateways.get(n % 2)).post("/api/auth/ticket", Map.of()));

    assertLimited(tally.refused(), 60, 60);
    assertThat(tally.passed()).isEqualTo(60);
  }

  @Test
  void requestWhenOver50ASecondAnd200AtOnceThenLimitedByUserElseByAddress() {
    var ada = server.as(server.identity(name()).token());
    var ben = server.as(server.identity(name()).token());
    var crowd = nobody(address());

    var user = hurried(n -> ada.at(gateways.get(n % 2)).get("/api/auth/logins"));
    assertThat(user.passed()).isBetween(200, 200 + refilled(50, user.begun()));
    assertLimited(user.refused(), 200, 4);
    Api.expect(200, ben.get("/api/auth/logins"));

    var anybody =
        hurried(
            n ->
                crowd
                    .at(gateways.get(n % 2))
                    .call(
                        "GET",
                        "/api/auth/oidc",
                        null,
                        Map.of("X-Forwarded-For", "10.2.0." + n % 250, "X-Real-IP", "10.2.0.1")));
    assertThat(anybody.passed()).isBetween(200, 200 + refilled(50, anybody.begun()));
    assertLimited(anybody.refused(), 200, 4);
    Api.expect(200, nobody(address()).get("/api/auth/oidc"));
  }

  /// How many passed until one did not, which is the last.
  private record Tally(int passed, Api.Answer refused, long begun) {}

  private static Tally untilLimited(IntFunction<Api.Answer> call) {
    var begun = System.nanoTime();
    for (int n = 0; n < 1_000; n++) {
      var answer = call.apply(n);
      if (answer.status() == 429) {
        return new Tally(n, answer, begun);
      }
      assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 201);
    }
    throw new AssertionError("1,000 passed");
  }

  /// The same, many at once: one after another might never be too fast.
  private static Tally hurried(IntFunction<Api.Answer> call) {
    var begun = System.nanoTime();
    var answers = new ArrayList<Api.Answer>();
    for (int round = 0; round < 50; round++) {
      answers.addAll(atOnce(20, n -> () -> call.apply(n)));
      if (answers.getLast().status() == 429) {
        break;
      }
    }
    var refused = answers.stream().filter(answer -> answer.status() == 429).findFirst();
    int passed = (int) answers.stream().filter(answer -> answer.status() == 200).count();
    return new Tally(passed, refused.orElseThrow(), begun);
  }

  private static <T> List<T> atOnce(int count, IntFunction<Callable<T>> work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = IntStream.range(0, count).mapToObj(n -> threads.submit(work.apply(n))).toList();
      var results = new ArrayList<T>();
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void assertLimited(Api.Answer answer, int quota, int windowSeconds) {
    Api.expect(429, answer);
    assertThat(answer.body().get("type").asString()).isEqualTo("/problems/rate-limited");
    assertThat(answer.body().get("retryAfterMillis").asLong()).isPositive();
    assertThat(seconds(answer)).isBetween(1L, (long) windowSeconds);
    var headers = answer.response().headers();
    assertUsedUp(
        headers.allValues("RateLimit-Policy"),
        headers.allValues("RateLimit"),
        quota,
        windowSeconds);
  }

  private static void assertLimited(RawConnection.Answer answer, int quota, int windowSeconds) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.problem()).isEqualTo("rate-limited");
    assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, windowSeconds);
    assertUsedUp(
        answer.headers().getOrDefault("ratelimit-policy", List.of()),
        answer.headers().getOrDefault("ratelimit", List.of()),
        quota,
        windowSeconds);
  }

  /// Beside what is left of other limits stands the one that was reached.
  private static void assertUsedUp(
      List<String> policies, List<String> states, int quota, int windowSeconds) {
    assertThat(policies)
        .filteredOn(policy -> policy.endsWith(";q=" + quota + ";w=" + windowSeconds))
        .singleElement()
        .satisfies(
            policy -> {
              var name = policy.substring(0, policy.indexOf(';'));
              assertThat(states).anyMatch(state -> state.startsWith(name + ";r=0;t="));
            });
  }

  private static long seconds(Api.Answer answer) {
    return answer.response().headers().firstValueAsLong("Retry-After").orElse(0);
  }

  /// What a bucket may have got back since then, rounded up; a tenth more, since gateways that wait
  /// for Redis count by themselves.
  private static int refilled(int perSecond, long begun) {
    return (int) ((System.nanoTime() - begun) * perSecond * 1.1 / 1_000_000_000L) + 1;
  }

  private static int sayUntilClosed(ChatSocket socket) {
    for (int n = 0; n < 2_000; n++) {
      try {
        socket.send(Map.of("type", "ping", "ref", "p" + n));
      } catch (RuntimeException closedMeanwhile) {
        return n;
      }
    }
    return 2_000;
  }

  private static boolean isPong(tools.jackson.databind.JsonNode frame) {
    return frame.path("type").asString("").equals("pong");
  }

  private static RawConnection.Answer handshake(InetAddress from, int n) {
    try (var connection = RawConnection.open(gateways.get(n % 2), from)) {
      return connection.upgrade("/ws", "X-Forwarded-For: 10.3.0." + n % 250);
    }
  }

  private static Api nobody(InetAddress from) {
    return new Api(platform.gateway(), null).from(from);
  }

  private static Api.Answer logIn(Api by, int n, String name, String password, String forwarded) {
    var body = Map.of("login", name, "password", password, "tokens", "body");
    return by.at(gateways.get(n % 2))
        .call("POST", "/api/auth/login", body, Map.of("X-Forwarded-For", forwarded));
  }

  private static Api.Answer signUp(Api by) {
    return signUp(by, "10.9.9.9");
  }

  private static Api.Answer signUp(Api by, String forwarded) {
    return signUp(by, name(), forwarded);
  }

  private static Api.Answer signUp(Api by, String name, String forwarded) {
    return by.call(
        "POST",
        "/api/auth/signup",
        Api.newcomer(name, PHRASE),
        Map.of("X-Forwarded-For", forwarded));
  }

  private static InetAddress address() {
    int n = ADDRESSES.incrementAndGet();
    try {
      return InetAddress.getByAddress(new byte[] {127, 77, (byte) (n >> 8), (byte) n});
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean mayComeFrom(InetAddress address) {
    try (var socket = new ServerSocket(0, 1, address)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static String name() {
    return "n" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }
}
