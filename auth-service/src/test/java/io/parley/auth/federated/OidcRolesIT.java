package io.parley.auth.federated;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.Eventually;
import io.parley.auth.FakeChat;
import io.parley.auth.RunningAuth;
import io.parley.auth.RunningAuth.Answer;
import io.parley.auth.account.AccountChanges;
import io.parley.common.id.UserId;
import io.parley.testing.openid.Browser;
import io.parley.testing.openid.FakeProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Roles that a provider gives and takes, and what a user is told of their identity there.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcRolesIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final FakeProvider provider = FakeProvider.start();
  private final FakeChat chat = FakeChat.start();
  private final RunningAuth auth =
      RunningAuth.start(
          "PARLEY_CHAT_URLS=" + chat.url(),
          "PARLEY_ROLES=driver,porter",
          "PARLEY_OIDC_PROVIDERS=corp",
          "PARLEY_OIDC_CORP_ISSUER=" + provider.issuer(),
          "PARLEY_OIDC_CORP_CLIENT_ID=parley",
          "PARLEY_OIDC_CORP_CLIENT_SECRET=secret",
          "PARLEY_OIDC_CORP_ROLES_CLAIM=groups",
          "PARLEY_OIDC_CORP_ROLE_MAP=staff=driver,watch=moderator");

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
    chat.close();
    provider.close();
  }

  @Test
  void loginWhenTheProviderTookARoleThenItIsGoneAndNoTokenFromBeforeHasIt() {
    var subject = freshName();
    var before = loggedIn(subject, "staff", "watch");
    assertThat(rolesOf(before)).containsExactlyInAnyOrder("user", "driver", "moderator");
    assertThat(before.open("/api/admin/users").status()).isEqualTo(200);
    var access = before.cookie("parley_access");

    var after = loggedIn(subject, "staff");

    assertThat(rolesOf(after)).containsExactlyInAnyOrder("user", "driver");
    assertThat(after.open("/api/admin/users").status()).isEqualTo(403);
    assertThat(auth.get("/api/auth/check", access).status()).isEqualTo(401);
    assertThat(auth.get("/api/admin/users", access).status()).isEqualTo(401);
    assertThat(revocations()).contains(loginOf(access));
    assertThat(before.post("/api/auth/refresh", "{}", "Origin", RunningAuth.ORIGIN).status())
        .isEqualTo(401);
  }

  @Test
  void loginWhenTheProviderSaysTheSameThenOtherLoginsGoOn() {
    var subject = freshName();
    var first = loggedIn(subject, "staff");

    loggedIn(subject, "staff", "of no role here");

    assertThat(rolesOf(first)).containsExactlyInAnyOrder("user", "driver");
  }

  @Test
  void loginWhenARoleIsNotOfTheMapThenItIsNotTheProvidersToTake() {
    var subject = freshName();
    var browser = loggedIn(subject, "staff");
    var id = userOf(browser).at("/id").asString();
    var admin = auth.bootstrapped(freshName()).text("/accessToken");
    var given =
        auth.call(
            "PUT",
            "/api/admin/users/" + id + "/roles",
            Map.of("roles", List.of("user", "driver", "porter")),
            "Authorization",
            "Bearer " + admin);
    assertThat(given.status()).isEqualTo(200);

    assertThat(rolesOf(loggedIn(subject))).containsExactlyInAnyOrder("user", "porter");
  }

  @Test
  void unlinkWhenTheProviderGaveARoleThenItGoesWithTheIdentityAndEveryTokenThatHasIt() {
    var name = freshName();
    var id = auth.signUp(name).text("/user/id");
    assertThat(
            auth.bean(AccountChanges.class)
                .verifyEmail(new UserId(id), name + "@example.org")
                .block())
        .isTrue();
    var browser = loggedIn(name, "watch");
    assertThat(userOf(browser).at("/id").asString()).isEqualTo(id);
    assertThat(rolesOf(browser)).containsExactlyInAnyOrder("user", "moderator");
    var access = browser.cookie("parley_access");
    var identity =
        JSON.readTree(browser.open("/api/auth/identities").body()).at("/items/0/id").asString();

    var unlinked = browser.delete("/api/auth/identities/" + identity, "Origin", RunningAuth.ORIGIN);

    assertThat(unlinked.status()).isEqualTo(204);
    assertThat(auth.get("/api/admin/users", access).status()).isEqualTo(401);
    var again = auth.logIn(name, RunningAuth.PHRASE);
    assertThat(again.body().at("/user/roles").toString()).isEqualTo("[\"user\"]");
  }

  @Test
  void exportThenTheIdentityAsTheProviderNamesIt() {
    var subject = freshName();
    var browser = loggedIn(subject);
    loggedIn(freshName());

    var lines =
        browser
            .open("/api/auth/export")
            .body()
            .lines()
            .<JsonNode>map(JSON::readTree)
            .filter(line -> line.get("type").asString().equals("identity"))
            .toList();

    assertThat(lines).hasSize(1);
    var line = lines.getFirst();
    assertThat(line.get("issuer").asString()).isEqualTo(provider.issuer());
    assertThat(line.get("subject").asString()).isEqualTo(subject);
    assertThat(line.get("email").asString()).isEqualTo(subject + "@example.org");
    assertThat(line.get("createdAt").asString()).matches("\\d{4}-.*Z");
    assertThat(line.get("lastUsedAt").asString()).matches("\\d{4}-.*Z");
  }

  /// Somebody who came by the provider, in a browser of their own.
  private Browser loggedIn(String subject, String... groups) {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    var there = browser.open("/api/auth/oidc/corp").next();
    provider.givesOut(
        provider.signed(
            provider
                .claims(subject)
                .audience("parley")
                .claim("nonce", parameter(there, "nonce"))
                .claim("email", subject + "@example.org")
                .claim("email_verified", true)
                .claim("groups", List.of(groups))
                .build()));
    var end =
        browser.open("/api/auth/oidc/corp/callback?code=a&state=" + parameter(there, "state"));
    assertThat(end.status()).as(end.body()).isEqualTo(302);
    return browser;
  }

  private static JsonNode userOf(Browser browser) {
    var page = browser.open("/api/auth/check");
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    return JSON.readTree(page.body());
  }

  private static List<String> rolesOf(Browser browser) {
    return userOf(browser).at("/roles").valueStream().map(JsonNode::asString).toList();
  }

  /// What every other service is told of ended logins.
  private String revocations() {
    Answer answer = auth.get("/internal/revocations?after=", auth.serviceToken("chat-service"));
    assertThat(answer.status()).isEqualTo(200);
    return answer.body().toString();
  }

  private static String loginOf(String token) {
    var claims = java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return JSON.readTree(claims).get("sid").asString();
  }

  private static String parameter(URI address, String name) {
    for (var part : address.getRawQuery().split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new AssertionError(name + " is not in " + address);
  }
}
