package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static io.parley.auth.RunningAuth.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.RunningAuth.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;

/// Deleting one's account, with a chat-service that may be away.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemovalIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final FakeChat chat = FakeChat.start();
  private final RunningAuth auth = RunningAuth.start("PARLEY_CHAT_URLS=" + chat.url());

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
  void deleteThenNothingTellsWhoItWasAndNothingSignsIn() {
    var name = freshName();
    var user = auth.signUp(name);
    var id = user.text("/user/id");
    var other = auth.logIn(name, PHRASE);
    var stranger = auth.signUp(freshName()).text("/accessToken");

    assertThat(auth.get("/api/users/" + id, stranger).text("/username")).isEqualTo(name);
    assertThat(delete(user, "not the right one at all").text("/errors/0/field"))
        .isEqualTo("currentPassword");
    assertThat(delete(user, null).text("/errors/0/field")).isEqualTo("currentPassword");
    assertThat(auth.get("/api/auth/check", other.text("/accessToken")).status()).isEqualTo(200);
    assertThat(delete(user, PHRASE).status()).isEqualTo(204);

    assertThat(auth.get("/api/auth/check", user.text("/accessToken")).status()).isEqualTo(401);
    assertThat(auth.get("/api/auth/check", other.text("/accessToken")).status()).isEqualTo(401);
    assertThat(auth.refresh(other.text("/refreshToken")).status()).isEqualTo(401);
    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(401);
    assertThat(auth.logIn("deleted:" + id, PHRASE).status()).isEqualTo(401);
    assertThat(auth.server("/tokens", Map.of("user", id)).status()).isEqualTo(404);
    var shown = auth.get("/api/users/" + id, stranger);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.text("/fullName")).isEqualTo("Deleted user");
    assertThat(shown.text("/username")).matches("[a-z0-9_.-]{3,32}").startsWith("deleted-");
    assertThat(shown.body().at("/roles")).isEmpty();
    assertThat(auth.get("/api/users?query=" + name, stranger).body().at("/items")).isEmpty();
    assertThat(auth.get("/api/users?query=deleted", stranger).body().at("/items")).isEmpty();
    var service = auth.serviceToken("chat-service");
    assertThat(
            auth.post("/internal/users/lookup", Map.of("ids", List.of(id)), service)
                .body()
                .at("/users"))
        .isEmpty();
    Eventually.isTrue(() -> !everything("auth_users", "auth_logins").contains(name));
    Eventually.isTrue(() -> chat.left().stream().filter(id::equals).count() == 2);
    Eventually.isTrue(() -> !everything("auth_removals", "auth_known_networks").contains(id));
    assertThat(chat.tokens()).allMatch(token -> token.startsWith("Bearer ey"));
  }

  @Test
  void deleteThenTheNamesAreFree() {
    var name = freshName();
    var user = auth.signUp(name);

    delete(user, PHRASE);
    var again = auth.signUp(name);

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text("/user/id")).isNotEqualTo(user.text("/user/id"));
    assertThat(delete(again, PHRASE).status()).isEqualTo(204);
  }

  @Test
  void deleteWhenChatIsAwayThenDeletedAllTheSameAndLeftLater() {
    var user = auth.signUp(freshName());
    var id = user.text("/user/id");
    chat.setAway(true);

    assertThat(delete(user, PHRASE).status()).isEqualTo(204);
    var tried = chat.tokens().size();
    Eventually.isTrue(() -> chat.tokens().size() > tried);
    assertThat(everything("auth_removals")).contains(id);
    assertThat(chat.left()).doesNotContain(id);

    chat.setAway(false);
    Eventually.isTrue(() -> chat.left().contains(id));
    Eventually.isTrue(() -> !everything("auth_removals").contains(id));
  }

  @Test
  void deleteWhenTheProcessDiedInTheMiddleThenCompletedByAnother() {
    var user = auth.signUp(freshName());
    var id = user.text("/user/id");
    var now = new java.util.Date();

    Flux.from(
            auth.bean(MongoDatabase.class)
                .getCollection("auth_removals")
                .insertOne(
                    new Document("_id", id)
                        .append("requestedAt", now)
                        .append("nextAt", now)
                        .append("tries", 0)))
        .blockLast(SOON);

    Eventually.isTrue(() -> auth.get("/api/auth/check", user.text("/accessToken")).status() == 401);
    Eventually.isTrue(() -> !everything("auth_removals").contains(id));
    assertThat(everything("auth_users")).doesNotContain(user.text("/user/username"));
  }

  @Test
  void deleteWhenAskedTwiceAtOnceThenOnce() {
    var user = auth.signUp(freshName());

    var statuses = Concurrently.times(4, () -> delete(user, PHRASE).status());

    assertThat(statuses).contains(204).isSubsetOf(204, 400, 401, 404);
  }

  @Test
  void deleteWhenTheLastAdministratorThenConflict() {
    var tokens = auth.bootstrapped(freshName());

    assertThat(delete(tokens, PHRASE).status()).isEqualTo(409);
    assertThat(auth.get("/api/admin/users", tokens.text("/accessToken")).status()).isEqualTo(200);
  }

  @Test
  void deleteWhenByCookieWithoutProofOfOriginThenForbidden() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put("tokens", "cookie");
    var answer = auth.call("POST", "/api/auth/signup", body);
    var cookie = "parley_access=" + answer.cookie("parley_access");
    var ask = Map.of("currentPassword", PHRASE);

    assertThat(auth.call("DELETE", "/api/users/me", ask, "Cookie", cookie).status()).isEqualTo(403);
    var proven =
        auth.call("DELETE", "/api/users/me", ask, "Cookie", cookie, "Origin", RunningAuth.ORIGIN);
    assertThat(proven.status()).isEqualTo(204);
    assertThat(proven.cookies()).hasSize(2).allMatch(set -> set.contains("Max-Age=0"));
  }

  private Answer delete(Answer user, @Nullable String password) {
    return auth.call(
        "DELETE",
        "/api/users/me",
        password == null ? null : Map.of("currentPassword", password),
        "Authorization",
        "Bearer " + user.text("/accessToken"));
  }

  private String everything(String... collections) {
    var found =
        Flux.fromArray(collections)
            .concatMap(name -> auth.bean(MongoDatabase.class).getCollection(name).find())
            .map(Document::toJson)
            .collectList()
            .block(SOON);
    return String.valueOf(found);
  }
}
