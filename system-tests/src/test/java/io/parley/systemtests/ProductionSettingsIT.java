package io.parley.systemtests;

import static io.parley.systemtests.Limited.assertLimited;
import static java.util.Locale.ROOT;
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
import java.util.function.BiFunction;
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
  private static final String BOOTSTRAP = "/api/auth/bootstrap";
  private static final String EXPORT = "/api/auth/export";
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
  void loginWhenAnAccountIsTriedByBothItsNamesThenTheyCountTogether() {
    var owner = nobody(address());
    var name = signUp(owner).body().at("/user/username").asString();
    var stranger = nobody(address());
    var typed = List.of(name, name + "@example.org", name.toUpperCase(ROOT), name + "@EXAMPLE.ORG");
    for (int i = 0; i < 10; i++) {
      Api.expect(401, logIn(stranger, i, typed.get(i % 4), WRONG, "10.0.5." + i));
    }

    for (int i = 0; i < 4; i++) {
      assertLimited(logIn(nobody(address()), i, typed.get(i), PHRASE, "10.0.6." + i), 10, 900);
      Api.expect(200, logIn(owner, i, typed.get(i), PHRASE, "10.0.6." + i));
    }
    Api.expect(401, logIn(stranger, 0, name + "@example.com", WRONG, "10.0.6.1"));
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
        .allMatch(answer -> Limited.seconds(answer) >= 1);
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
    int inHand = 4; // Of the last handful of five that the other node took
    assertThat(tally.passed()).isBetween(50 - inHand, 50 + refilled(10, tally.begun()));
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
  void resetWhenAskedForOver20TimesInAnHourFromAnAddressThenLimitedAndThreeAreWritten() {
    var email = newAddress();
    var crowd = nobody(address());
    for (int n = 0; n < 20; n++) {
      Api.expect(202, reset(crowd, n, email, "10.0.7." + n));
    }

    assertLimited(reset(crowd, 0, email, "10.0.8.1"), 20, 3600);
    assertLimited(reset(crowd, 1, "no@example.org", "10.0.8.2"), 20, 3600);
    Api.expect(202, reset(nobody(address()), 1, email, "10.0.8.3"));
    var last = newAddress();
    Api.expect(202, reset(nobody(address()), 0, last, "10.0.8.4"));
    var outbox = new Outbox(platform.data().resolve("outbox"));
    outbox.token("reset-password", last, 1);
    assertThat(outbox.letters("reset-password", email)).hasSize(3);
  }

  @Test
  void letterWhenAskedForOver5TimesInAnHourThenLimited() {
    var path = "/api/auth/verify-email/resend";

    untilTheUserIsLimited(5, 202, 3600, (api, gateway) -> api.at(gateway).post(path, Map.of()));
  }

  @Test
  void exportWhenOver5InADayThenLimited() {
    untilTheUserIsLimited(5, 200, 86_400, (api, gateway) -> api.at(gateway).get(EXPORT));
  }

  @Test
  void bootstrapWhenTriedOver10TimesInAnHourFromAnAddressThenLimited() {
    var crowd = address();
    var tries =
        IntStream.range(0, 12).mapToObj(n -> member(crowd).at(gateways.get(n % 2))).toList();
    var wrong = Map.of("secret", "not the secret of this one");
    for (int n = 0; n < 10; n++) {
      Api.expect(403, tries.get(n).post(BOOTSTRAP, wrong));
    }

    assertLimited(tries.get(10).post(BOOTSTRAP, wrong), 10, 3600);
    var right = Map.of("secret", platform.bootstrapSecret());
    assertLimited(tries.get(11).post(BOOTSTRAP, right), 10, 3600);
    Api.expect(403, member(address()).post(BOOTSTRAP, wrong));
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

  private static Api.Answer reset(Api by, int n, String email, String forwarded) {
    var headers = Map.of("X-Forwarded-For", forwarded);
    return by.at(gateways.get(n % 2))
        .call("POST", "/api/auth/password-reset", Map.of("email", email), headers);
  }

  /// The e-mail address of somebody who has just signed up.
  private static String newAddress() {
    return signUp(nobody(address())).body().at("/user/email").asString();
  }

  /// So many times by one user over both gateways, then once more over each.
  private static void untilTheUserIsLimited(
      int most, int passed, int windowSeconds, BiFunction<Api, URI, Api.Answer> call) {
    var ada = member(address());
    for (int n = 0; n < most; n++) {
      Api.expect(passed, call.apply(ada, gateways.get(n % 2)));
    }
    for (var gateway : gateways) {
      assertLimited(call.apply(ada, gateway), most, windowSeconds);
    }
    Api.expect(passed, call.apply(member(address()), gateways.getFirst()));
  }

  /// Somebody who has just signed up.
  private static Api member(InetAddress from) {
    var signedUp = signUp(nobody(from));
    Api.expect(201, signedUp);
    return nobody(from).as(signedUp.body().get("accessToken").asString());
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
