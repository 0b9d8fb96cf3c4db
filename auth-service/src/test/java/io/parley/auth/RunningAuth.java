package io.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.testing.BlockingCalls;
import io.parley.testing.TestMongo;
import io.parley.testing.TestRedis;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole service on real stores, and a client of it. BlockHound watches from its start to its
/// close, which fails when the event loop was blocked.
public final class RunningAuth implements AutoCloseable {

  public static final String SERVER_KEY = "test-server-key-0123456789";
  public static final String SERVICE_SECRET = "test-service-secret-0123456789";
  public static final String BOOTSTRAP_SECRET = "test-bootstrap-secret-0123456789";
  public static final String ORIGIN = "http://localhost:8080";
  public static final String PHRASE = "seven lamps on the quay";

  private static final JsonMapper JSON = JsonMapper.shared();

  static {
    BlockingCalls.install();
  }

  private final ConfigurableApplicationContext context;
  private final WebTestClient http;
  private final StoreCommands commands;

  private RunningAuth(ConfigurableApplicationContext context, StoreCommands commands) {
    this.context = context;
    this.commands = commands;
    this.http =
        WebTestClient.bindToServer()
            .baseUrl(
                "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"))
            .responseTimeout(java.time.Duration.ofSeconds(20))
            .build();
  }

  /// Starts it on a database of its own with limits off and cheap hashing, unless the settings say
  /// otherwise.
  public static RunningAuth start(String... settings) {
    var all =
        new ArrayList<>(
            List.of(
                "PARLEY_PORT=0",
                "PARLEY_MANAGEMENT_PORT=0",
                "MONGODB_URI=" + TestMongo.newDatabase(),
                "REDIS_URL=" + TestRedis.url(),
                "PARLEY_SERVER_KEY=" + SERVER_KEY,
                "PARLEY_SERVICE_SECRET=" + SERVICE_SECRET,
                "PARLEY_AUTH_MASTER_KEY=" + masterKey(),
                "PARLEY_BOOTSTRAP_SECRET=" + BOOTSTRAP_SECRET,
                "PARLEY_PUBLIC_ORIGIN=" + ORIGIN,
                "PARLEY_ARGON2_MEMORY_KIB=256",
                "PARLEY_ARGON2_ITERATIONS=1",
                "PARLEY_LIMIT_WRONG_LOGINS_ACCOUNT=0",
                "PARLEY_LIMIT_WRONG_LOGINS_ADDRESS=0",
                "PARLEY_LIMIT_WRONG_LOGINS_OVERALL=0",
                "PARLEY_LIMIT_SIGN_UPS_ADDRESS=0",
                "PARLEY_LIMIT_TICKETS_USER=0",
                "PARLEY_LIMIT_BOOTSTRAP_ADDRESS=0"));
    all.addAll(List.of(settings));
    var last = new LinkedHashMap<String, String>();
    all.forEach(one -> last.put(one.substring(0, one.indexOf('=')), "--" + one));
    var commands = new StoreCommands();
    var context =
        AuthServiceApplication.application()
            .initializers(RunningAuth::ownLoops, heardBy(commands))
            .run(last.values().toArray(String[]::new));
    BlockingCalls.listen();
    return new RunningAuth(context, commands);
  }

  /// Event loops of its own: a service that stops disposes of its loops, which are those of the
  /// whole JVM otherwise.
  private static void ownLoops(ConfigurableApplicationContext context) {
    ((GenericApplicationContext) context)
        .registerBean(
            ReactorResourceFactory.class,
            () -> {
              var loops = new ReactorResourceFactory();
              loops.setUseGlobalResources(false);
              return loops;
            });
  }

  private static ApplicationContextInitializer<ConfigurableApplicationContext> heardBy(
      StoreCommands commands) {
    return context ->
        ((GenericApplicationContext) context)
            .registerBean(
                "storeCommands",
                MongoClientSettingsBuilderCustomizer.class,
                () -> settings -> settings.addCommandListener(commands));
  }

  public static String masterKey() {
    var key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /// What came back.
  public record Answer(int status, HttpHeaders headers, JsonNode body, List<String> cookies) {

    public String text(String pointer) {
      return body.at(pointer).asString("");
    }

    /// The value of a cookie that was set; empty when it was not.
    public String cookie(String name) {
      return cookies.stream()
          .filter(cookie -> cookie.startsWith(name + "="))
          .map(cookie -> cookie.substring(name.length() + 1).split(";", 2)[0])
          .findFirst()
          .orElse("");
    }
  }

  public String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  public WebTestClient http() {
    return http;
  }

  /// What the store is asked.
  public StoreCommands commands() {
    return commands;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// A call; headers in pairs.
  public Answer call(String method, String path, @Nullable Object body, String... headers) {
    var request = http.method(org.springframework.http.HttpMethod.valueOf(method)).uri(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    var sent =
        body == null
            ? request.exchange()
            : request
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body instanceof String text ? text : JSON.writeValueAsString(body))
                .exchange();
    return answer(sent.returnResult(String.class));
  }

  private static Answer answer(FluxExchangeResult<String> result) {
    var text =
        String.join("", result.getResponseBody().collectList().blockOptional().orElse(List.of()));
    var cookies = result.getResponseHeaders().getOrEmpty(HttpHeaders.SET_COOKIE);
    return new Answer(
        result.getStatus().value(),
        result.getResponseHeaders(),
        text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text),
        cookies);
  }

  public Answer get(String path, String token) {
    return call("GET", path, null, "Authorization", "Bearer " + token);
  }

  public Answer post(String path, @Nullable Object body, String token) {
    return call("POST", path, body, "Authorization", "Bearer " + token);
  }

  /// A name that nobody has.
  public static String freshName() {
    return "u"
        + UUID.randomUUID().toString().replace("-", "").substring(0, 12).toLowerCase(Locale.ROOT);
  }

  public Answer signUp(String username) {
    return call("POST", "/api/auth/signup", signUpBody(username));
  }

  public static Map<String, Object> signUpBody(String username) {
    return Map.of(
        "email",
        username + "@example.org",
        "username",
        username,
        "fullName",
        "Somebody New",
        "password",
        PHRASE,
        "tokens",
        "body");
  }

  /// A new user who became the first administrator, with tokens that say so.
  public Answer bootstrapped(String username) {
    var tokens = signUp(username);
    var answer =
        post(
            "/api/auth/bootstrap", Map.of("secret", BOOTSTRAP_SECRET), tokens.text("/accessToken"));
    assertThat(answer.status()).isEqualTo(200);
    return refresh(tokens.text("/refreshToken"));
  }

  public Answer logIn(String login, String password) {
    return call(
        "POST", "/api/auth/login", Map.of("login", login, "password", password, "tokens", "body"));
  }

  public Answer refresh(String refreshToken) {
    return call("POST", "/api/auth/refresh", Map.of("refreshToken", refreshToken));
  }

  public Answer server(String path, Object body) {
    return post("/api/server" + path, body, SERVER_KEY);
  }

  public String serviceToken(String service) {
    return post("/internal/service-token", Map.of("service", service), SERVICE_SECRET)
        .text("/token");
  }

  @Override
  public void close() {
    var blocked = BlockingCalls.found();
    context.close();
    assertThat(blocked).isEmpty();
  }
}
