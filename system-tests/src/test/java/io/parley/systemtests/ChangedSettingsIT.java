package io.parley.systemtests;

import static com.mongodb.client.model.Filters.eq;
import static io.parley.systemtests.Limited.assertLimited;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an operator changes while a platform runs, by restarting one process after another: master
/// keys, and what a password costs. Its second gateway and chat node find auth-service behind
/// something that counts how often they look at its keys, and its limit of all wrong logins is
/// small.
@Timeout(300)
class ChangedSettingsIT {

  private static final String PHRASE = "seven lamps on the quay";
  private static final String WRONG = "not the right one at all";
  private static final int WRONG_LOGINS = 6;
  private static final int FLOOD = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(50);

  private static Platform platform;
  private static List<URI> gateways;
  private static Api server;
  private static MongoClient store;
  private static CountingProxy looksOfTheGateway;
  private static CountingProxy looksOfTheNode;

  @BeforeAll
  static void start() {
    var settings = new HashMap<>(Platform.WITHOUT_LIMITS);
    settings.put("PARLEY_LIMIT_WRONG_LOGINS_OVERALL", "" + WRONG_LOGINS);
    platform = Platform.cluster(2, 2, settings);
    gateways = List.of(platform.gateway(), platform.address("gateway-2"));
    server = new Api(platform.gateway(), platform.serverKey());
    store = MongoClients.create(platform.address("mongo-1").toString());
    looksOfTheGateway = before("gateway-2");
    looksOfTheNode = before("chat-2");
    atOnce(() -> platform.restart("gateway-2"), () -> platform.restart("chat-2"));
    awaitWhole();
  }

  @AfterAll
  static void stop() {
    for (var one : Stream.of(store, looksOfTheGateway, looksOfTheNode, platform).toList()) {
      if (one != null) {
        close(one);
      }
    }
  }

  @Test
  void masterKeysWhenChangedStepByStepThenNobodyIsRefusedAndTheOldOnesAreNotNeeded()
      throws InterruptedException {
    var ada = server.identity("ada-" + suffix());
    var ben = server.identity("ben-" + suffix());
    var conversation = server.as(ada.token()).conversation("direct", List.of(ben.id()));
    var login = signUp(suffix()).body();
    var before = masterKeys();
    var refused = new ConcurrentLinkedQueue<String>();
    var over = new AtomicBoolean();
    var talking =
        Stream.of("a", "b", "c", "d")
            .map(
                name ->
                    Thread.ofVirtual().start(() -> talk(ada, conversation, name, over, refused)))
            .toList();
    try {
      var auth = new MasterKey("AUTH", newKey(), platform.secret("auth-master-key"));
      var chat = new MasterKey("CHAT", newKey(), platform.secret("chat-master-key"));
      restartWith(auth.knownToAll(), chat.knownToAll());
      restartWith(auth.present(), chat.present());
      Awaitility.await("everything is wrapped anew")
          .atMost(PATIENCE)
          .until(
              () -> masterKeys().size() == 3 && masterKeys().stream().noneMatch(before::contains));
      restartWith(auth.alone(), chat.alone());
    } finally {
      over.set(true);
      for (var one : talking) {
        one.join(PATIENCE);
      }
    }

    assertThat(refused).isEmpty();
    var history = server.as(ben.token()).history(conversation);
    assertThat(history).hasSizeGreaterThan(100);
    assertThat(textOf(ben, conversation, history.firstEntry().getValue())).isEqualTo("number 0");
    var old = Map.of("refreshToken", login.get("refreshToken").asString());
    Api.expect(200, server.post("/api/auth/refresh", old));
    Api.expect(200, server.as(ada.token()).get("/api/auth/check"));
    var eve = server.identity("eve-" + suffix());
    server.as(eve.token()).conversation("direct", List.of(ada.id()));
    assertThat(masterKeys()).hasSize(3);
  }

  @Test
  void passwordWhenItsCostRisesThenTheNextRightLoginHashesItAnew() {
    var name = "n" + suffix();
    Api.expect(201, signUp(name));
    var cheap = hashOf(name);
    assertThat(cheap).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");

    platform.configure("auth-1", Map.of("PARLEY_ARGON2_ITERATIONS", "3"));
    platform.restart("auth-1");
    awaitWhole();

    assertThat(logIn(gateways.getFirst(), name, WRONG).status()).isIn(401, 429);
    assertThat(hashOf(name)).isEqualTo(cheap);
    Api.expect(200, logIn(gateways.getFirst(), name, PHRASE));
    var dearer = hashOf(name);
    assertThat(dearer).startsWith("$argon2id$v=19$m=19456,t=3,p=1$");
    Api.expect(200, logIn(gateways.getLast(), name, PHRASE));
    assertThat(logIn(gateways.getLast(), name, WRONG).status()).isIn(401, 429);
    assertThat(hashOf(name)).isEqualTo(dearer);
  }

  @Test
  void tokenWhenManyNameUnknownKeysThenOneLookInThirtySecondsByEachProcess() {
    var ada = server.identity("ada-" + suffix());
    var forged =
        new ForgedTokens(ada.token(), server.get("/.well-known/jwks.json").response().body());
    var node = new Api(platform.address("chat-2"), null);

    atOnce(
        () -> flood(looksOfTheGateway, () -> knock(gateways.getLast(), forged.ofUnknownKey())),
        () ->
            flood(
                looksOfTheNode,
                () -> node.as(forged.ofUnknownKey()).get("/api/conversations").status()));

    assertThat(knock(gateways.getLast(), ada.token())).isEqualTo(101);
    Api.expect(200, node.as(ada.token()).get("/api/conversations"));
  }

  @Test
  void loginWhenTheLimitOfAllIsReachedThenWrongOnesWaitWhereverTheyCome() {
    var name = "n" + suffix();
    Api.expect(201, signUp(name));
    for (int n = 0; n < WRONG_LOGINS; n++) {
      var answer = logIn(gateways.get(n % 2), "n" + suffix(), WRONG);
      assertThat(answer.status()).isIn(401, 429);
    }

    for (var gateway : gateways) {
      assertLimited(logIn(gateway, "n" + suffix(), WRONG), 10, 900);
      assertLimited(logIn(gateway, name, WRONG), 10, 900);
      Api.expect(200, logIn(gateway, name, PHRASE));
    }
  }

  /// A change of one service's master key by the steps of `docs/security.md`.
  private record MasterKey(String service, String next, String old) {

    Map<String, String> knownToAll() {
      return Map.of(earlier(), next);
    }

    Map<String, String> present() {
      return Map.of("PARLEY_" + service + "_MASTER_KEY", next, earlier(), old);
    }

    Map<String, String> alone() {
      return Map.of(earlier(), "");
    }

    private String earlier() {
      return "PARLEY_" + service + "_EARLIER_MASTER_KEYS";
    }
  }

  private static void restartWith(Map<String, String> auth, Map<String, String> chat) {
    platform.configure("auth-1", auth);
    platform.configure("chat-1", chat);
    platform.configure("chat-2", chat);
    atOnce(() -> platform.restart("auth-1"), () -> platform.restart("chat-1"));
    awaitWhole();
    platform.restart("chat-2");
    awaitWhole();
  }

  /// Sends and reads over both gateways until it is over.
  private static void talk(
      Api.Identity who,
      String conversation,
      String prefix,
      AtomicBoolean over,
      Queue<String> refused) {
    var path = "/api/conversations/" + conversation + "/messages";
    for (int n = 0; !over.get(); n++) {
      var api = server.as(who.token()).at(gateways.get(n % 2));
      var body = Map.of("clientMessageId", prefix + n, "text", "number " + n);
      note(api.post(path, body), 201, refused);
      note(api.get(path + "?limit=5"), 200, refused);
      note(api.get("/api/conversations"), 200, refused);
      java.util.concurrent.locks.LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  private static void note(Api.Answer answer, int expected, Queue<String> refused) {
    if (answer.status() != expected) {
      refused.add(answer.response().request().uri() + ": " + answer.status() + answer.body());
    }
  }

  private static String textOf(Api.Identity reader, String conversation, String message) {
    var path = "/api/conversations/" + conversation + "/messages/" + message;
    return server.as(reader.token()).get(path).body().get("text").asString();
  }

  /// Which master keys wrap something, by collection.
  private static List<String> masterKeys() {
    var found = new ArrayList<String>();
    for (var one :
        Map.of("auth_keys", "masterKey", "auth_root", "masterKey", "chat_data_keys", "master")
            .entrySet()) {
      store
          .getDatabase("parley")
          .getCollection(one.getKey())
          .distinct(one.getValue(), String.class)
          .forEach(key -> found.add(one.getKey() + " " + key));
    }
    return found;
  }

  /// Until there is a look, then many more, too soon for another one.
  private static void flood(CountingProxy looks, Supplier<Integer> knock) {
    int before = looks.count();
    Awaitility.await("an unknown key is looked for")
        .atMost(Duration.ofSeconds(45))
        .pollInterval(BETWEEN)
        .until(() -> knock.get() == 401 && looks.count() > before);
    var begun = System.nanoTime();
    IntStream.range(0, FLOOD).forEach(n -> assertThat(knock.get()).isEqualTo(401));
    var halfMinutes = Duration.ofNanos(System.nanoTime() - begun).dividedBy(Duration.ofSeconds(30));
    assertThat(looks.count()).isBetween(before + 1, before + 1 + (int) halfMinutes);
  }

  private static int knock(URI gateway, String token) {
    return RawConnection.upgrade(gateway, "/ws", "Authorization: Bearer " + token).status();
  }

  private static CountingProxy before(String process) {
    var proxy = new CountingProxy(platform.address("auth-1"), "GET /.well-known/jwks.json ");
    platform.configure(process, Map.of("PARLEY_AUTH_URL", proxy.url()));
    return proxy;
  }

  /// As `./parley roll` waits before the next one goes.
  private static void awaitWhole() {
    Awaitility.await("both gateways see every node")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> gateways.stream().allMatch(ChangedSettingsIT::seesAll));
  }

  private static boolean seesAll(URI gateway) {
    return new Api(gateway, null)
        .get("/health")
        .body()
        .get("components")
        .valueStream()
        .allMatch(one -> one.get("nodes").asInt() == one.get("ready").asInt());
  }

  private static void atOnce(Runnable... work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = Stream.of(work).map(one -> CompletableFuture.runAsync(one, threads)).toList();
      running.forEach(CompletableFuture::join);
    }
  }

  private static Api.Answer signUp(String name) {
    return new Api(gateways.getFirst(), null).post("/api/auth/signup", Api.newcomer(name, PHRASE));
  }

  private static Api.Answer logIn(URI gateway, String name, String password) {
    var body = Map.of("login", name, "password", password, "tokens", "body");
    return new Api(gateway, null).post("/api/auth/login", body);
  }

  private static String hashOf(String name) {
    var user =
        store.getDatabase("parley").getCollection("auth_users").find(eq("username", name)).first();
    assertThat(user).isNotNull();
    return user.getString("passwordHash");
  }

  private static String newKey() {
    var key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
