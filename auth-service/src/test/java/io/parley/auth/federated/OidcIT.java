package io.parley.auth.federated;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.Concurrently;
import io.parley.auth.Eventually;
import io.parley.auth.RunningAuth;
import io.parley.auth.account.AccountChanges;
import io.parley.common.id.UserId;
import io.parley.testing.openid.Browser;
import io.parley.testing.openid.OpenIdProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Logins by a real provider, through its own login form.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcIT {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String LINK = "{\"provider\": \"corp\", \"redirect\": \"/settings\"}";

  private final OpenIdProvider provider =
      OpenIdProvider.start(RunningAuth.ORIGIN + "/api/auth/oidc/corp/callback");
  private final RunningAuth auth =
      RunningAuth.start(
          "PARLEY_ROLES=driver",
          "PARLEY_OIDC_PROVIDERS=corp,away",
          "PARLEY_OIDC_CORP_ISSUER=" + provider.issuer(),
          "PARLEY_OIDC_CORP_TITLE=The Corporation",
          "PARLEY_OIDC_CORP_CLIENT_ID=" + OpenIdProvider.CLIENT_ID,
          "PARLEY_OIDC_CORP_CLIENT_SECRET=" + OpenIdProvider.CLIENT_SECRET,
          "PARLEY_OIDC_CORP_ROLES_CLAIM=groups",
          "PARLEY_OIDC_CORP_ROLE_MAP=staff=driver",
          "PARLEY_OIDC_AWAY_ISSUER=http://127.0.0.1:" + closedPort(),
          "PARLEY_OIDC_AWAY_CLIENT_ID=parley");

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
    provider.close();
  }

  @Test
  void listThenThoseThatOneCanLogInBy() {
    var listed = auth.call("GET", "/api/auth/oidc", null);

    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.text("/items/0/provider")).isEqualTo("corp");
    assertThat(listed.text("/items/0/title")).isEqualTo("The Corporation");
    assertThat(listed.text("/items/1/provider")).isEqualTo("away");
  }

  @Test
  void loginWhenNewThenAnAccountAndTheCookiesOfALogin() {
    var name = freshName();
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);

    var end = browser.logIn("corp", name);

    assertThat(end.status()).isEqualTo(302);
    assertThat(end.location()).isEqualTo("/after");
    assertThat(browser.cookie("parley_oidc")).isEmpty();
    assertThat(browser.cookie("parley_refresh")).isNotEmpty();
    var user = userOf(browser);
    assertThat(user.at("/username").asString()).isEqualTo(name);
    assertThat(user.at("/fullName").asString()).isEqualTo("The " + name);
    assertThat(user.at("/email").asString()).isEqualTo(name + "@example.org");
    assertThat(user.at("/roles").toString()).isEqualTo("[\"user\"]");
    var password = auth.logIn(name, RunningAuth.PHRASE);
    assertThat(password.status()).isEqualTo(401);
  }

  @Test
  void loginWhenAgainThenTheSameAccount() {
    var name = freshName();

    var first = idAfterLogin(name);
    var second = idAfterLogin(name);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void loginWhenManyAtOnceForTheFirstTimeThenOneAccount() {
    var name = freshName();

    var ids = Concurrently.times(4, () -> idAfterLogin(name));

    assertThat(ids).hasSize(4);
    assertThat(ids.stream().distinct()).hasSize(1);
  }

  @Test
  void loginWhenInAGroupThenItsRole() {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    browser.logIn("corp", "staff-" + freshName());

    assertThat(userOf(browser).at("/roles").toString()).isEqualTo("[\"driver\",\"user\"]");
  }

  @Test
  void loginWhenTheAddressIsVerifiedOnBothSidesThenLinked() {
    var name = freshName();
    var id = auth.signUp(name).text("/user/id");
    verified(id, name);

    assertThat(idAfterLogin(name)).isEqualTo(id);
  }

  @Test
  void loginWhenTheAccountIsDisabledThenRefusedAndNotLinked() {
    var name = freshName();
    var id = auth.signUp(name).text("/user/id");
    verified(id, name);
    auth.bean(AccountChanges.class).disable(new UserId(id)).block();
    assertThat(new Browser(auth.url(), RunningAuth.ORIGIN).logIn("corp", name).status())
        .isEqualTo(401);

    auth.bean(AccountChanges.class).enable(new UserId(id)).block();
    assertThat(idAfterLogin(name)).isEqualTo(id);
    auth.bean(AccountChanges.class).disable(new UserId(id)).block();
    assertThat(new Browser(auth.url(), RunningAuth.ORIGIN).logIn("corp", name).status())
        .isEqualTo(401);
  }

  @Test
  void loginWhenTheAccountWasDeletedThenANewOne() {
    var name = freshName();
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    browser.logIn("corp", name);
    var id = userOf(browser).at("/id").asString();
    var gone = browser.delete("/api/users/me", "Origin", RunningAuth.ORIGIN);
    assertThat(gone.status()).as(gone.body()).isEqualTo(204);

    Eventually.isTrue(
        () -> new Browser(auth.url(), RunningAuth.ORIGIN).logIn("corp", name).status() == 302);

    assertThat(idAfterLogin(name)).isNotEqualTo(id);
  }

  @Test
  void loginWhenTheAddressIsNotVerifiedHereThenConflictAndNobodyIsIn() {
    var name = freshName();
    auth.signUp(name);
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);

    var end = browser.logIn("corp", name);

    assertThat(end.status()).isEqualTo(409);
    assertThat(JSON.readTree(end.body()).at("/type").asString()).isEqualTo("/problems/conflict");
    assertThat(browser.cookie("parley_access")).isEmpty();
    assertThat(new Browser(auth.url(), RunningAuth.ORIGIN).logIn("corp", name).status())
        .isEqualTo(409);
  }

  @Test
  void loginWhenTheAddressIsNotVerifiedThereThenNotLinkedAndNotTaken() {
    var name = "unverified-" + freshName();
    var id = auth.signUp(name).text("/user/id");
    verified(id, name);
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);

    browser.logIn("corp", name);

    var user = userOf(browser);
    assertThat(user.at("/id").asString()).isNotEqualTo(id);
    assertThat(user.has("email")).isFalse();
    assertThat(user.at("/username").asString()).startsWith(name + "-");
  }

  @Test
  void loginWhenTheAccountIsAnothersByNameThenANameThatIsFree() {
    var name = "silent-" + freshName();
    auth.signUp(name);
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);

    browser.logIn("corp", name);

    assertThat(userOf(browser).at("/username").asString()).matches(name + "-[a-z0-9]{5}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "%2F%2Fevil.example",
        "/%09/evil.example",
        "/..//evil.example",
        "evil",
        "javascript:alert(1)",
        "/a%0d%0aSet-Cookie:x=y",
        "/%C3%A4"
      })
  void startWhenTheRedirectLeavesThenInvalid(String redirect) {
    var answer =
        new Browser(auth.url(), RunningAuth.ORIGIN)
            .open("/api/auth/oidc/corp?redirect=" + redirect);

    assertThat(answer.status()).as(redirect).isEqualTo(400);
  }

  @Test
  void startWhenNoNavigationThenForbidden() {
    var answer =
        new Browser(auth.url(), RunningAuth.ORIGIN)
            .open("/api/auth/oidc/corp", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image");

    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void startWhenNobodyKnowsTheProviderThenNotFound() {
    assertThat(new Browser(auth.url(), RunningAuth.ORIGIN).open("/api/auth/oidc/other").status())
        .isEqualTo(404);
    assertThat(
            new Browser(auth.url(), RunningAuth.ORIGIN)
                .open("/api/auth/oidc/other/callback")
                .status())
        .isEqualTo(404);
  }

  @Test
  void startWhenTheProviderIsAwayThenTryAgain() {
    var answer = auth.call("GET", "/api/auth/oidc/away", null);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers().getFirst("Retry-After")).isNotNull();
    assertThat(answer.text("/type")).isEqualTo("/problems/try-again");
  }

  @Test
  void loginWhenItFailsForSomebodyWhoFollowsLinksThenBackToThePageWithTheProblem() {
    var away =
        new Browser(auth.url(), RunningAuth.ORIGIN)
            .open("/api/auth/oidc/away?redirect=/a?b=c%23/login", "Sec-Fetch-Mode", "navigate");
    assertThat(away.location()).isEqualTo("/a?b=c&oidc_problem=try-again#/login");
    var odd = "/api/auth/oidc/away?redirect=/a?b=c%3Dd%2525";
    assertThat(new Browser(auth.url(), RunningAuth.ORIGIN).open(odd, "Sec-Fetch-Mode", "navigate"))
        .returns("/a?b=c=d%25&oidc_problem=try-again", Browser.Page::location);

    var lost =
        new Browser(auth.url(), RunningAuth.ORIGIN)
            .open("/api/auth/oidc/corp/callback?code=a&state=b", "Sec-Fetch-Mode", "navigate");
    assertThat(lost.status()).isEqualTo(302);
    assertThat(lost.location()).isEqualTo("/?oidc_problem=forbidden");
  }

  @Test
  void startThenBoundByPkceStateAndNonce() {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);

    var there = browser.open("/api/auth/oidc/corp").next();

    assertThat(there.toString()).startsWith(provider.issuer() + "/oauth2/authorize?");
    assertThat(there.getQuery())
        .contains("code_challenge_method=S256")
        .contains("response_type=code")
        .contains("nonce=")
        .contains("state=")
        .doesNotContain("code_verifier");
    var answer = auth.call("GET", "/api/auth/oidc/corp", null);
    assertThat(answer.cookies().getFirst())
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=/;");
  }

  @Test
  void callbackWhenUsedBeforeThenForbiddenEvenWithItsCookie() {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    var start = browser.open("/api/auth/oidc/corp").next();
    var bound = browser.cookie("parley_oidc");
    var back = browser.logInAt(start, freshName());
    assertThat(browser.open(back).status()).isEqualTo(302);

    assertThat(browser.open(back).status()).isEqualTo(403);
    browser.setCookie("parley_oidc", bound);
    assertThat(browser.open(back).status()).isEqualTo(403);
  }

  @Test
  void callbackWhenInAnotherBrowserThenForbidden() {
    var attacker = new Browser(auth.url(), RunningAuth.ORIGIN);
    var back = attacker.logInAt(attacker.open("/api/auth/oidc/corp").next(), freshName());
    var victim = new Browser(auth.url(), RunningAuth.ORIGIN);

    assertThat(victim.open(back).status()).isEqualTo(403);
    victim.open("/api/auth/oidc/corp");
    assertThat(victim.open(back).status()).isEqualTo(403);
    assertThat(victim.cookie("parley_access")).isEmpty();
  }

  @Test
  void callbackWhenTheCodeIsOfAnotherFlowThenRefusedByPkce() {
    var attacker = new Browser(auth.url(), RunningAuth.ORIGIN);
    var stolen = attacker.logInAt(attacker.open("/api/auth/oidc/corp").next(), freshName());
    var victim = new Browser(auth.url(), RunningAuth.ORIGIN);
    var state = parameter(victim.open("/api/auth/oidc/corp").next(), "state");

    var end =
        victim.open(
            "/api/auth/oidc/corp/callback?code=" + parameter(stolen, "code") + "&state=" + state);

    assertThat(end.status()).isEqualTo(401);
    assertThat(victim.cookie("parley_access")).isEmpty();
  }

  @Test
  void callbackWhenTheCookieWasChangedThenForbidden() {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    var back = browser.logInAt(browser.open("/api/auth/oidc/corp").next(), freshName());
    var bound = browser.cookie("parley_oidc");
    browser.setCookie("parley_oidc", "x" + bound.substring(1));

    assertThat(browser.open(back).status()).isEqualTo(403);
  }

  @Test
  void linkWhenLoggedInThenTheIdentityLeadsToThatAccountUntilUnlinked() {
    var name = freshName();
    var there = freshName();
    var browser = browserOf(name);
    var begun = browser.post("/api/auth/identities", LINK, "Origin", RunningAuth.ORIGIN);
    assertThat(begun.status()).isEqualTo(200);
    var location = URI.create(JSON.readTree(begun.body()).at("/location").asString());

    var end = browser.open(browser.logInAt(location, there));

    assertThat(end.location()).isEqualTo("/settings");
    var listed = JSON.readTree(browser.open("/api/auth/identities").body());
    assertThat(listed.at("/items/0/title").asString()).isEqualTo("The Corporation");
    assertThat(listed.at("/items/0/email").asString()).isEqualTo(there + "@example.org");
    assertThat(idAfterLogin(there)).isEqualTo(userOf(browser).at("/id").asString());
    var id = listed.at("/items/0/id").asString();
    assertThat(browser.delete("/api/auth/identities/" + id).status()).isEqualTo(403);
    var unlinked = browser.delete("/api/auth/identities/" + id, "Origin", RunningAuth.ORIGIN);
    assertThat(unlinked.status()).isEqualTo(204);
    assertThat(idAfterLogin(there)).isNotEqualTo(userOf(browser).at("/id").asString());
  }

  @Test
  void linkWhenWithoutProofOfOriginThenForbidden() {
    var browser = browserOf(freshName());

    assertThat(browser.post("/api/auth/identities", LINK).status()).isEqualTo(403);
    var foreign = browser.post("/api/auth/identities", LINK, "Origin", "https://evil.example");
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(
            new Browser(auth.url(), RunningAuth.ORIGIN).post("/api/auth/identities", LINK).status())
        .isEqualTo(401);
  }

  @Test
  void linkWhenTheIdentityIsAnothersThenConflict() {
    var there = freshName();
    idAfterLogin(there);
    var browser = browserOf(freshName());
    var begun = browser.post("/api/auth/identities", LINK, "Origin", RunningAuth.ORIGIN);
    var location = URI.create(JSON.readTree(begun.body()).at("/location").asString());

    assertThat(browser.open(browser.logInAt(location, there)).status()).isEqualTo(409);
    assertThat(JSON.readTree(browser.open("/api/auth/identities").body()).at("/items").size())
        .isZero();
  }

  @Test
  void linkWhenLoggedOutMeanwhileThenRefused() {
    var browser = browserOf(freshName());
    var begun = browser.post("/api/auth/identities", LINK, "Origin", RunningAuth.ORIGIN);
    var location = URI.create(JSON.readTree(begun.body()).at("/location").asString());
    var back = browser.logInAt(location, freshName());
    browser.post("/api/auth/logout", "{}", "Origin", RunningAuth.ORIGIN);

    assertThat(browser.open(back).status()).isEqualTo(401);
  }

  @Test
  void unlinkWhenTheLastWayInThenConflictAndOfOthersNotFound() {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    browser.logIn("corp", freshName());
    var listed = JSON.readTree(browser.open("/api/auth/identities").body());
    var path = "/api/auth/identities/" + listed.at("/items/0/id").asString();

    assertThat(browser.delete(path, "Origin", RunningAuth.ORIGIN).status()).isEqualTo(409);
    var other = browserOf(freshName());
    assertThat(other.delete(path, "Origin", RunningAuth.ORIGIN).status()).isEqualTo(404);
  }

  private void verified(String id, String name) {
    var changes = auth.bean(AccountChanges.class);
    assertThat(changes.verifyEmail(new UserId(id), name + "@example.org").block()).isTrue();
  }

  private String idAfterLogin(String name) {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    var end = browser.logIn("corp", name);
    assertThat(end.status()).as(end.body()).isEqualTo(302);
    return userOf(browser).at("/id").asString();
  }

  private JsonNode userOf(Browser browser) {
    var answer = browser.open("/api/auth/check");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private Browser browserOf(String name) {
    var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    auth.signUp(name);
    var body = JSON.writeValueAsString(Map.of("login", name, "password", RunningAuth.PHRASE));
    assertThat(browser.post("/api/auth/login", body).status()).isEqualTo(200);
    return browser;
  }

  private static String parameter(URI address, String name) {
    for (var part : address.getRawQuery().split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new AssertionError(name + " is not in " + address);
  }

  private static int closedPort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
