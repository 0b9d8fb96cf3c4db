package io.parley.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.parley.testing.openid.Browser;
import io.parley.testing.openid.FakeProvider;
import io.parley.testing.openid.OpenIdProvider;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Logins by OpenID providers through the gateway: by a real one with its own login form, and by
/// one that lies.
class FederatedLoginIT {

  private static final String PHRASE = "seven lamps on the quay";
  private static final String CALLBACK = "/api/auth/oidc/corp/callback";

  private static OpenIdProvider corp;
  private static FakeProvider liar;
  private static Platform platform;
  private static Api nobody;
  private static Outbox letters;
  private static Api.Identity member;

  @BeforeAll
  static void start() {
    int port = Platform.freePort();
    corp = OpenIdProvider.start("http://localhost:" + port + CALLBACK);
    liar = FakeProvider.start();
    var settings = new HashMap<>(Platform.WITHOUT_LIMITS);
    settings.put("PARLEY_OIDC_PROVIDERS", "corp,liar");
    settings.put("PARLEY_OIDC_CORP_ISSUER", corp.issuer());
    settings.put("PARLEY_OIDC_CORP_TITLE", "The Corporation");
    settings.put("PARLEY_OIDC_CORP_CLIENT_ID", OpenIdProvider.CLIENT_ID);
    settings.put("PARLEY_OIDC_CORP_CLIENT_SECRET", OpenIdProvider.CLIENT_SECRET);
    settings.put("PARLEY_OIDC_LIAR_ISSUER", liar.issuer());
    settings.put("PARLEY_OIDC_LIAR_CLIENT_ID", "parley");
    platform = Platform.cluster(port, 1, 1, settings);
    nobody = new Api(platform.gateway(), null);
    letters = new Outbox(platform.data().resolve("outbox"));
    member = new Api(platform.gateway(), platform.serverKey()).identity(name());
  }

  @AfterAll
  static void stop() {
    if (platform != null) {
      platform.close();
    }
    corp.close();
    liar.close();
  }

  @Test
  void loginWhenNewThenACookieLoginThatAlsoOpensSockets() {
    var name = name();
    var browser = browser();
    var start = browser.open("/api/auth/oidc/corp?redirect=/after?a=b");
    assertThat(start.status()).isEqualTo(302);
    assertThat(start.next().toString()).startsWith(corp.issuer() + "/oauth2/authorize?");
    assertThat(parameter(start.next(), "redirect_uri"))
        .isEqualTo(platform.publicOrigin() + CALLBACK);
    assertThat(parameter(start.next(), "code_challenge_method")).isEqualTo("S256");
    assertThat(parameter(start.next(), "response_type")).isEqualTo("code");
    assertThat(start.next().getQuery())
        .contains("code_challenge=", "state=", "nonce=")
        .doesNotContain("code_verifier");
    assertHostBound(cookieLine(start, "parley_oidc"), "/");
    assertNotStored(start);

    var end = browser.open(browser.logInAt(start.next(), name));

    assertThat(end.status()).as(end.body()).isEqualTo(302);
    assertThat(end.location()).isEqualTo("/after?a=b");
    assertHostBound(cookieLine(end, "parley_access"), "/");
    assertHostBound(cookieLine(end, "parley_refresh"), "/api/auth");
    assertThat(cookieLine(end, "parley_oidc")).contains("Max-Age=0");
    assertNotStored(end);
    var user = userOf(browser);
    assertThat(user.get("username").asString()).isEqualTo(name);
    assertThat(user.get("email").asString()).isEqualTo(name + "@example.org");
    assertThat(user.get("roles").toString()).isEqualTo("[\"user\"]");
    var cookie = "Cookie: parley_access=" + browser.cookie("parley_access");
    assertThat(upgrade(cookie, "Origin: " + platform.publicOrigin())).isEqualTo(101);
    assertThat(upgrade(cookie)).isEqualTo(403);
    assertThat(browser.post("/api/auth/refresh", "{}", "Origin", origin()).status()).isEqualTo(200);
    assertThat(browser.post("/api/auth/logout", "{}", "Origin", origin()).status()).isEqualTo(204);
    assertThat(upgrade(cookie, "Origin: " + platform.publicOrigin())).isEqualTo(401);
  }

  @Test
  void loginWhenTheAddressIsVerifiedOnBothSidesThenTheAccountThatHasIt() {
    var name = name();
    var id = signUp(name).body().at("/user/id").asString();
    verify(name);

    assertThat(idAfterLogin(name)).isEqualTo(id);
    assertThat(idAfterLogin(name)).isEqualTo(id);
  }

  @Test
  void loginWhenTheAddressIsNotVerifiedHereThenConflictAndNobodyIsIn() {
    var name = name();
    signUp(name);
    var browser = browser();

    var end = browser.logIn("corp", name);

    assertThat(end.status()).isEqualTo(409);
    assertNobody(browser);
    assertThat(identitiesOf(name)).isZero();
  }

  @Test
  void loginWhenTheAddressIsNotVerifiedThereThenNotThatAccount() {
    var name = "unverified-" + name();
    var id = signUp(name).body().at("/user/id").asString();
    verify(name);
    var browser = browser();

    browser.logIn("corp", name);

    var user = userOf(browser);
    assertThat(user.get("id").asString()).isNotEqualTo(id);
    assertThat(user.has("email")).isFalse();
    assertThat(identitiesOf(name)).isZero();
  }

  @Test
  void callbackWhenOfAnotherBrowserOrStolenOrUsedThenRefused() {
    var attacker = browser();
    var stolen = attacker.logInAt(startOf(attacker), name());
    var victim = browser();
    var state = parameter(startOf(victim), "state");

    assertThat(browser().open(stolen).status()).isEqualTo(403);
    var login = victim.open(stolen);
    assertThat(login.status()).isEqualTo(403);
    assertNobody(victim);

    victim = browser();
    state = parameter(startOf(victim), "state");
    var injected = CALLBACK + "?code=" + parameter(stolen, "code") + "&state=" + state;
    assertThat(victim.open(injected).status()).isEqualTo(401);
    assertNobody(victim);

    var honest = browser();
    var start = startOf(honest);
    var bound = honest.cookie("parley_oidc");
    var back = honest.logInAt(start, name());
    assertThat(honest.open(back).status()).isEqualTo(302);
    var again = browser();
    again.setCookie("parley_oidc", bound);
    assertThat(again.open(back).status()).isEqualTo(403);
    assertNobody(again);
  }

  @Test
  void callbackWhenStateOrCookieOrProviderWasChangedThenForbidden() {
    var browser = browser();
    var back = browser.logInAt(startOf(browser), name());
    var bound = browser.cookie("parley_oidc");
    var other = browser();
    other.setCookie("parley_oidc", "x" + bound.substring(1));
    assertThat(other.open(back).status()).isEqualTo(403);

    other.setCookie("parley_oidc", bound);
    var code = "?code=" + parameter(back, "code");
    assertThat(other.open(CALLBACK + code).status()).isEqualTo(403);
    other.setCookie("parley_oidc", bound);
    assertThat(other.open(CALLBACK + code + "&state=made-up").status()).isEqualTo(403);
    other.setCookie("parley_oidc", bound);
    var mixed = "/api/auth/oidc/liar/callback" + code + "&state=" + parameter(back, "state");
    assertThat(other.open(mixed).status()).isEqualTo(403);
    other.setCookie("parley_oidc", bound);
    assertThat(other.open(URI.create(back + "&state=" + parameter(back, "state"))).status())
        .isEqualTo(400);
    assertNobody(other);

    other.setCookie("parley_oidc", bound);
    assertThat(other.open(back).status()).as("what was refused used nothing up").isEqualTo(302);
  }

  @Test
  void callbackWhenTheTokenIsNotTheOneAskedForThenRefused() {
    assertThat(afterToken(claims -> liar.signed(claims.build())).cookie("parley_access"))
        .isNotEmpty();
    var other = FakeProvider.newKey("key-1");
    Stream.<Function<JWTClaimsSet.Builder, String>>of(
            claims -> liar.signed(claims.claim("nonce", "another").build()),
            claims -> liar.signed(claims.claim("nonce", null).build()),
            claims -> liar.signed(claims.audience("another").build()),
            claims -> liar.signed(claims.issuer(corp.issuer()).build()),
            claims -> new PlainJWT(claims.build()).serialize(),
            claims -> FakeProvider.signed(claims.build(), other, header -> {}))
        .forEach(lie -> assertNobody(afterToken(lie)));
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
        "%20//evil.example"
      })
  void startWhenTheWayBackLeavesThenInvalid(String redirect) {
    var page = browser().open("/api/auth/oidc/corp?redirect=" + redirect);

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.location()).isNull();
    var link = Map.of("provider", "corp", "redirect", decoded(redirect));
    Api.expect(400, nobody.as(member.token()).post("/api/auth/identities", link));
  }

  @Test
  void startWhenHeadersOrParametersNameAnotherPlaceThenTheWayBackIsOurs() {
    var elsewhere =
        new String[] {
          "X-Forwarded-Host", "evil.example",
          "X-Forwarded-Proto", "https",
          "X-Forwarded-Port", "443",
          "X-Forwarded-Prefix", "/evil",
          "Forwarded", "host=evil.example;proto=https",
          "X-Original-Host", "evil.example",
          "Origin", "https://evil.example",
          "Referer", "https://evil.example/"
        };
    var page =
        browser()
            .open(
                "/api/auth/oidc/corp?redirect_uri=https://evil.example&state=mine&nonce=mine",
                elsewhere);

    assertThat(parameter(page.next(), "redirect_uri"))
        .isEqualTo(platform.publicOrigin() + CALLBACK);
    assertThat(page.next().toString()).startsWith(corp.issuer()).doesNotContain("evil");
    assertThat(parameter(page.next(), "state")).isNotEqualTo("mine");
    try (var connection = RawConnection.open(platform.gateway())) {
      connection.say(
          "GET /api/auth/oidc/corp HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
      assertThat(connection.answer().header("location")).doesNotContain("evil");
    }
    var picture = browser().open("/api/auth/oidc/corp", "Sec-Fetch-Mode", "no-cors");
    assertThat(picture.status()).isEqualTo(403);
  }

  @Test
  void identityWhenLinkedThenOneMoreWayInUntilItIsUnlinked() {
    var name = name();
    var there = name();
    var id = signUp(name).body().at("/user/id").asString();
    var browser = loggedIn(name);
    var link = "{\"provider\": \"corp\", \"redirect\": \"/settings\"}";
    assertThat(browser.post("/api/auth/identities", link).status()).isEqualTo(403);
    var foreign = browser.post("/api/auth/identities", link, "Origin", "https://evil.example");
    assertThat(foreign.status()).isEqualTo(403);

    var begun = browser.post("/api/auth/identities", link, "Origin", origin());
    var location = URI.create(Api.JSON.readTree(begun.body()).get("location").asString());
    var end = browser.open(browser.logInAt(location, there));

    assertThat(end.location()).as(end.body()).isEqualTo("/settings");
    assertThat(idAfterLogin(there)).isEqualTo(id);
    var path = "/api/auth/identities/" + firstIdentity(browser).get("id").asString();
    var stranger = name();
    signUp(stranger);
    var other = loggedIn(stranger);
    assertThat(other.delete(path, "Origin", origin()).status()).isEqualTo(404);
    assertThat(browser.delete(path).status()).isEqualTo(403);
    assertAnothersIdentityStays(other, there);
    assertThat(browser.delete(path, "Origin", origin()).status()).isEqualTo(204);
    assertThat(idAfterLogin(there)).isNotEqualTo(id);
    assertThat(audited(id)).contains("login.started", "identity.linked", "identity.unlinked");
  }

  @Test
  void identityWhenTheOnlyWayInThenItStays() {
    var browser = browser();
    browser.logIn("corp", name());
    var path = "/api/auth/identities/" + firstIdentity(browser).get("id").asString();

    assertThat(browser.delete(path, "Origin", origin()).status()).isEqualTo(409);
    assertThat(firstIdentity(browser).get("id").asString()).isEqualTo(path.split("/")[4]);
  }

  @Test
  void loginInABrowserThenArrivesInTheChatAndLinksInTheSettings() {
    var name = name();
    try (var browsers = Browsers.start()) {
      var page = browsers.person(platform.publicOrigin());
      page.getByTestId("provider").filter(having("The Corporation")).click();
      assertThat(page).hasURL(Pattern.compile(corp.issuer() + "/login"));
      page.getByLabel("Username").fill(name);
      page.getByLabel("Password").fill(OpenIdProvider.PASSWORD);
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();

      assertThat(page).hasURL(platform.publicOrigin() + "/");
      assertThat(page.getByTestId("own-name")).hasText("The " + name);
      assertThat(page.getByTestId("connection-state")).hasAttribute("data-phase", "live");
      page.reload();
      assertThat(page.getByTestId("own-name")).hasText("The " + name);
      assertThat(page.context().cookies())
          .filteredOn(cookie -> cookie.name.startsWith("parley_"))
          .isNotEmpty()
          .allMatch(cookie -> cookie.httpOnly);
      page.getByTestId("settings").click();
      assertThat(page.getByTestId("identity")).hasCount(1);
      assertThat(page.getByTestId("identity")).containsText(name + "@example.org");
      assertThat(browsers.errors()).isEmpty();
    }
  }

  private static com.microsoft.playwright.Locator.FilterOptions having(String text) {
    return new com.microsoft.playwright.Locator.FilterOptions().setHasText(text);
  }

  private static void assertAnothersIdentityStays(Browser browser, String there) {
    var link = "{\"provider\": \"corp\"}";
    var begun = browser.post("/api/auth/identities", link, "Origin", origin());
    var location = URI.create(Api.JSON.readTree(begun.body()).get("location").asString());

    assertThat(browser.open(browser.logInAt(location, there)).status()).isEqualTo(409);
    assertThat(identities(browser)).isEmpty();
  }

  /// A browser that came back from the liar, who gave out this token.
  ///
  /// @param token of the claims that would be right
  private static Browser afterToken(Function<JWTClaimsSet.Builder, String> token) {
    var browser = browser();
    var there = browser.open("/api/auth/oidc/liar").next();
    var right = liar.claims(name()).audience("parley").claim("nonce", parameter(there, "nonce"));
    liar.givesOut(token.apply(right));
    browser.open("/api/auth/oidc/liar/callback?code=a&state=" + parameter(there, "state"));
    return browser;
  }

  private static URI startOf(Browser browser) {
    return browser.open("/api/auth/oidc/corp").next();
  }

  private static String idAfterLogin(String name) {
    var browser = browser();
    var end = browser.logIn("corp", name);
    assertThat(end.status()).as(end.body()).isEqualTo(302);
    return userOf(browser).get("id").asString();
  }

  private static JsonNode userOf(Browser browser) {
    var answer = browser.open("/api/auth/check");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Api.JSON.readTree(answer.body());
  }

  private static void assertNobody(Browser browser) {
    assertThat(browser.cookie("parley_access")).isEmpty();
    assertThat(browser.open("/api/auth/check").status()).isEqualTo(401);
  }

  private static void assertHostBound(String cookie, String path) {
    assertThat(cookie)
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=" + path + ";")
        .doesNotContain("Domain");
  }

  private static void assertNotStored(Browser.Page page) {
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  private static String cookieLine(Browser.Page page, String name) {
    return page.headers().allValues("Set-Cookie").stream()
        .filter(line -> line.startsWith(name + "="))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in " + page.headers()));
  }

  private static List<JsonNode> identities(Browser browser) {
    var listed = Api.JSON.readTree(browser.open("/api/auth/identities").body());
    return listed.get("items").valueStream().toList();
  }

  private static JsonNode firstIdentity(Browser browser) {
    return identities(browser).getFirst();
  }

  /// How many a user has who logs in by password.
  private static int identitiesOf(String name) {
    return identities(loggedIn(name)).size();
  }

  private static Browser loggedIn(String name) {
    var browser = browser();
    var body = Api.JSON.writeValueAsString(Map.of("login", name, "password", PHRASE));
    assertThat(browser.post("/api/auth/login", body).status()).isEqualTo(200);
    return browser;
  }

  private static Api.Answer signUp(String name) {
    var answer = nobody.post("/api/auth/signup", Api.newcomer(name, PHRASE));
    Api.expect(201, answer);
    return answer;
  }

  private static void verify(String name) {
    var token = letters.token("verify-email", name + "@example.org", 1);
    Api.expect(204, nobody.post("/api/auth/verify-email", Map.of("token", token)));
  }

  /// What the audit log says of a user, as the administrator reads it.
  private static List<String> audited(String user) {
    var name = name();
    var admin = nobody.as(signUp(name).body().get("accessToken").asString());
    var secret = Map.of("secret", platform.bootstrapSecret());
    Api.expect(200, admin.post("/api/auth/bootstrap", secret));
    var login = Map.of("login", name, "password", PHRASE, "tokens", "body");
    var token = nobody.post("/api/auth/login", login).body().get("accessToken").asString();
    var entries = nobody.as(token).get("/api/admin/audit?limit=200&user=" + user);
    Api.expect(200, entries);
    return entries
        .body()
        .get("items")
        .valueStream()
        .map(entry -> entry.get("action").asString())
        .toList();
  }

  private static int upgrade(String... headers) {
    return RawConnection.upgrade(platform.gateway(), "/ws", headers).status();
  }

  private static Browser browser() {
    return new Browser(platform.gateway().toString(), origin());
  }

  private static String origin() {
    return platform.publicOrigin().toString();
  }

  private static String parameter(URI address, String name) {
    for (var part : address.getRawQuery().split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return decoded(part.substring(name.length() + 1));
      }
    }
    throw new AssertionError(name + " is not in " + address);
  }

  private static String decoded(String value) {
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  private static String name() {
    return "n" + UUID.randomUUID().toString().substring(0, 8);
  }
}
