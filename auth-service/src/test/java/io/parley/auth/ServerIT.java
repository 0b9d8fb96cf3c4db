package io.parley.auth;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerIT {

  private final RunningAuth auth = RunningAuth.start();

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
  }

  @Test
  void usersWhenAThousandThenAllInOrderAndAgainTheSame() {
    var prefix = freshName();
    var users =
        IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    Map.of(
                        "username", prefix + "-" + i,
                        "fullName", "User number " + i,
                        "email", prefix + "-" + i + "@a-rather-long-domain.example.org",
                        "roles", List.of("driver")))
            .toList();

    var made = auth.server("/users", Map.of("users", users));
    var again = auth.server("/users", Map.of("users", users));

    assertThat(made.status()).isEqualTo(200);
    assertThat(made.body().at("/users").size()).isEqualTo(1000);
    assertThat(made.text("/users/999/username")).isEqualTo(prefix + "-999");
    assertThat(made.body().at("/users/0/roles").toString()).isEqualTo("[\"driver\"]");
    assertThat(made.body().at("/users/0").has("email")).isFalse();
    assertThat(again.body()).isEqualTo(made.body());
  }

  @Test
  void usersWhenSomeExistThenThoseStayUntouched() {
    var name = freshName();
    var existing = auth.signUp(name).text("/user/id");
    var other = freshName();

    var answer =
        auth.server(
            "/users",
            Map.of(
                "users",
                List.of(
                    Map.of("username", name, "fullName", "Changed", "roles", List.of("driver")),
                    Map.of("username", other, "fullName", "Other"),
                    Map.of("username", other, "fullName", "Repeated"))));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("/users/0/id")).isEqualTo(existing);
    assertThat(answer.text("/users/0/fullName")).isEqualTo("Somebody New");
    assertThat(answer.text("/users/1/id")).isEqualTo(answer.text("/users/2/id"));
    assertThat(auth.server("/users", Map.of("users", List.of())).status()).isEqualTo(200);
  }

  @Test
  void usersWhenAddressIsTakenThenConflict() {
    var name = freshName();
    auth.signUp(name);

    var answer =
        auth.server(
            "/users",
            Map.of(
                "users",
                List.of(
                    Map.of(
                        "username",
                        freshName(),
                        "fullName",
                        "X",
                        "email",
                        name + "@example.org"))));
    var fresh = freshName();
    var within =
        auth.server(
            "/users",
            Map.of(
                "users",
                List.of(
                    Map.of(
                        "username", freshName(), "fullName", "X", "email", fresh + "@example.org"),
                    Map.of(
                        "username",
                        freshName(),
                        "fullName",
                        "Y",
                        "email",
                        fresh + "@example.org"))));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("/errors/0/field")).isEqualTo("email");
    assertThat(within.status()).isEqualTo(409);
  }

  @Test
  void usersWhenMadeByManyAtOnceThenOneOfEach() {
    var body = Map.of("users", List.of(Map.of("username", freshName(), "fullName", "Only One")));

    var ids = Concurrently.times(8, () -> auth.server("/users", body).text("/users/0/id"));

    assertThat(ids.stream().distinct()).hasSize(1);
  }

  @Test
  void tokensWhenMintedThenALoginThatCanBeListedAndEnded() {
    var user = newUser();

    var minted = auth.server("/tokens", Map.of("user", user));
    var token = minted.text("/accessToken");

    assertThat(minted.status()).isEqualTo(201);
    assertThat(Duration.between(Instant.now(), Instant.parse(minted.text("/expiresAt"))))
        .isBetween(Duration.ofHours(23), Duration.ofHours(24));
    assertThat(minted.body().size()).isEqualTo(2);
    assertThat(auth.get("/api/auth/check", token).text("/id")).isEqualTo(user);
    assertThat(auth.get("/api/auth/logins", token).body().at("/items").size()).isEqualTo(1);
    assertThat(auth.post("/api/auth/logout", null, token).status()).isEqualTo(204);
    assertThat(auth.get("/api/auth/check", token).status()).isEqualTo(401);
  }

  @Test
  void tokensWhenShortThenExpire() {
    var token =
        auth.server("/tokens", Map.of("user", newUser(), "expiresInSeconds", 2))
            .text("/accessToken");
    assertThat(auth.get("/api/auth/check", token).status()).isEqualTo(200);

    Eventually.isTrue(() -> auth.get("/api/auth/check", token).status() == 401);
  }

  @Test
  void logInWhenMadeByTheBackendThenNoPasswordWorks() {
    var name = freshName();
    auth.server(
        "/users", Map.of("users", List.of(Map.of("username", name, "fullName", "No Password"))));

    assertThat(auth.logIn(name, "the password of nobody").status()).isEqualTo(401);
  }

  @Test
  void lookupWhenAskedByAServiceThenThoseThatExist() {
    var one = newUser();
    var service = auth.serviceToken("chat-service");

    var found =
        auth.post("/internal/users/lookup", Map.of("ids", List.of(one, "unknown")), service);

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body().at("/users").size()).isEqualTo(1);
    assertThat(found.text("/users/0/id")).isEqualTo(one);
    assertThat(found.body().at("/users/0").has("email")).isFalse();
  }

  private String newUser() {
    return auth.server(
            "/users",
            Map.of("users", List.of(Map.of("username", freshName(), "fullName", "Somebody"))))
        .text("/users/0/id");
  }
}
