package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the platform promises about passwords, roles and refresh tokens, from outside.
@ExtendWith(SharedPlatform.class)
class AccountPromisesIT {

  private static final String PHRASE = "seven lamps on the quay";

  private final Platform platform;
  private final Api nobody;
  private final String name = "n" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

  AccountPromisesIT(Platform platform) {
    this.platform = platform;
    nobody = new Api(platform.gateway(), null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eleven char",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklmnop",
        "1234567890123456",
        "password1234",
        "  spaces NAME  ",
        "NAME-and-more",
        "NAME@example.org",
        "🐢🦊🐙🦉🐝🦋🐌🐞🦀🐬🦔"
      })
  void passwordWhenShortOrKnownOrOnesOwnNameThenInvalid(String password) {
    refused(password.replace("NAME", name));
  }

  @Test
  void passwordWhenOver128CharactersThenInvalid() {
    refused("abcd efgh ".repeat(13));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "🐢🦊🐙🦉🐝🦋🐌🐞🦀🐬🦔🐿",
        "das größte Geheimnis überhaupt",
        "only lower case words"
      })
  void passwordWhenAnyUnicodeOfTwelveThenTakenAndLogsInInEitherForm(String password) {
    Api.expect(201, signUp(Map.of("password", password)));

    var decomposed = java.text.Normalizer.normalize(password, java.text.Normalizer.Form.NFD);
    for (var form : List.of(password, decomposed)) {
      Api.expect(200, nobody.post("/api/auth/login", Map.of("login", name, "password", form)));
    }
  }

  @Test
  void passwordThenKeptAsAnArgon2idHash() {
    Api.expect(201, signUp(Map.of()));

    try (var store = MongoClients.create(platform.address("mongo-1").toString())) {
      var kept =
          store
              .getDatabase("parley")
              .getCollection("auth_users")
              .find(Filters.eq("username", name))
              .first();
      assertThat(kept).isNotNull();
      assertThat(kept.getString("passwordHash")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
      assertThat(kept.toJson()).doesNotContain(PHRASE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "moderator", "driver", "ADMIN", "user,admin", ""})
  void roleWhenNotMarkedForSignUpsThenInvalid(String role) {
    var answer = signUp(Map.of("role", role));

    Api.expect(400, answer);
    assertThat(answer.body().at("/errors/0/field").asString()).isEqualTo("role");
  }

  @Test
  void refreshWhenParallelThenOneSuccessorAndWhenReusedThenTheLoginIsOverEverywhere() {
    var first = signUp(Map.of("tokens", "body")).body();
    var token = first.get("accessToken").asString();
    var sockets =
        List.of(
            ChatSocket.open(platform.gateway(), token),
            ChatSocket.open(platform.address("chat-1"), token),
            ChatSocket.open(platform.address("chat-2"), token));
    sockets.forEach(socket -> socket.await("welcome"));
    var old = first.get("refreshToken").asString();

    List<Api.Answer> answers;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked =
          IntStream.range(0, 8)
              .mapToObj(n -> CompletableFuture.supplyAsync(() -> refresh(old), threads))
              .toList();
      answers = asked.stream().map(CompletableFuture::join).toList();
    }
    assertThat(answers).allMatch(answer -> answer.status() == 200);
    assertThat(answers)
        .extracting(answer -> answer.body().get("refreshToken").asString())
        .doesNotContain(old)
        .containsOnly(answers.getFirst().body().get("refreshToken").asString());
    var next = refresh(answers.getFirst().body().get("refreshToken").asString());
    Api.expect(200, next);

    Api.expect(401, refresh(old));

    Api.expect(401, refresh(next.body().get("refreshToken").asString()));
    for (var socket : sockets) {
      assertThat(socket.closed().orTimeout(5, TimeUnit.SECONDS).join().code()).isEqualTo(4503);
    }
    var last = nobody.as(next.body().get("accessToken").asString());
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                last.get("/api/conversations").status() == 401
                    && last.get("/api/auth/check").status() == 401
                    && last.get("/api/presence?users=a").status() == 401);
  }

  private void refused(String password) {
    var answer = signUp(Map.of("password", password));

    Api.expect(400, answer);
    assertThat(answer.body().at("/errors/0/field").asString()).isEqualTo("password");
    Api.expect(401, nobody.post("/api/auth/login", Map.of("login", name, "password", password)));
  }

  private Api.Answer refresh(String token) {
    return nobody.post("/api/auth/refresh", Map.of("refreshToken", token));
  }

  private Api.Answer signUp(Map<String, String> more) {
    var body = new LinkedHashMap<String, String>();
    body.put("email", name + "@example.org");
    body.put("username", name);
    body.put("fullName", "Somebody");
    body.put("password", PHRASE);
    body.putAll(more);
    return nobody.post("/api/auth/signup", body);
  }
}
