package io.parley.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two people in two browsers on two chat nodes.
class BrowserIT {

  private static final String PHRASE = "purple monkeys dance 42";
  private static final String OTHER_PHRASE = "eleven doors without a key";

  /// A provider that is named on the pages and never asked.
  private static final Map<String, String> PROVIDER =
      Map.of(
          "PARLEY_OIDC_PROVIDERS", "corp",
          "PARLEY_OIDC_CORP_TITLE", "The Corporation",
          "PARLEY_OIDC_CORP_ISSUER", "http://127.0.0.1:1",
          "PARLEY_OIDC_CORP_CLIENT_ID", "parley");

  private static Browsers browsers;
  private static Platform platform;
  private static Nodes nodes;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    var settings = new HashMap<>(Platform.WITHOUT_LIMITS);
    settings.putAll(PROVIDER);
    platform = Platform.cluster(2, settings);
    nodes = new Nodes(platform);
  }

  @AfterAll
  static void stop() {
    if (platform != null) {
      platform.close();
    }
    if (browsers != null) {
      browsers.close();
    }
  }

  @Test
  void twoPeopleOnTwoNodesSeeMessagesTypingPresenceAndTicks() throws IOException {
    var ada = signUp("ada", "Ada Lovelace");
    var ben = signUp("ben", "Ben Okafor");
    nodes.moveUntilApart(ada, "ada", ben, "ben");

    talkTo(ada, "ben");
    say(ada, "Hi Ben, did the night build finish?");
    var seen = ben.getByTestId("conversation").filter(having("Ada Lovelace"));
    assertThat(seen.getByTestId("unread")).hasText("1");
    assertThat(lastTicks(ada)).hasAttribute("data-status", "delivered");
    seen.click();
    assertThat(texts(ben).last()).hasText("Hi Ben, did the night build finish?");
    assertThat(lastTicks(ada)).hasAttribute("data-status", "read");
    assertThat(seen.getByTestId("unread")).hasCount(0);

    assertThat(presence(ada)).hasAttribute("data-presence", "online");
    assertThat(presence(ben)).hasAttribute("data-presence", "online");

    say(ben, "Yes, all green since 6 o'clock.");
    assertThat(texts(ada).last()).hasText("Yes, all green since 6 o'clock.");
    say(ada, "Then I'll roll it out after lunch.");
    ben.getByTestId("composer").pressSequentially("Great, I will");
    assertThat(ada.getByTestId("typing")).isVisible();
    var picture = browsers.together(ada.screenshot(), ben.screenshot());
    Files.write(Files.createDirectories(Path.of("target")).resolve("two-nodes.png"), picture);

    ben.context().close();
    assertThat(presence(ada))
        .hasAttribute(
            "data-presence",
            "offline",
            new LocatorAssertions.HasAttributeOptions().setTimeout(40_000));
    ada.context().close();
    assertThat(browsers.errors()).isEmpty();
  }

  @Test
  void historyComesWhileScrollingUp() {
    var server = new Api(platform.gateway(), platform.serverKey());
    var cleo = signUp("cleo", "Cleo Park");
    var dan = server.identity("dan");
    var cleoId = userId(server.as(dan.token()), "cleo");
    var conversation = server.as(dan.token()).conversation("direct", List.of(cleoId));
    for (int n = 1; n <= 130; n++) {
      Api.expect(
          201,
          server
              .as(dan.token())
              .post(
                  "/api/conversations/" + conversation + "/messages",
                  Map.of("clientMessageId", "h" + n, "text", "line number " + n)));
    }
    cleo.getByTestId("conversation").first().click();
    assertThat(texts(cleo).last()).hasText("line number 130");
    Awaitility.await("the first line comes into view")
        .atMost(java.time.Duration.ofSeconds(30))
        .until(
            () -> {
              cleo.getByTestId("messages").hover();
              cleo.mouse().wheel(0, -4_000);
              cleo.waitForTimeout(100);
              return texts(cleo).first().textContent().equals("line number 1");
            });
    assertThat(texts(cleo)).hasCount(130);
    cleo.context().close();
  }

  @Test
  void killOfTheNodeIsSeenAndHealedAndNothingIsLostOrDoubled() {
    var eve = signUp("eve", "Eve Moreau");
    var finn = signUp("finn", "Finn Berg");
    talkTo(eve, "finn");
    say(eve, "before");
    finn.getByTestId("conversation").first().click();
    assertThat(texts(finn)).hasCount(1);

    var node = nodes.of("eve");
    platform.kill(node);
    for (int n = 1; n <= 5; n++) {
      say(eve, "while the node is gone " + n);
    }
    assertThat(eve.getByTestId("connection-state")).hasAttribute("data-phase", "live");
    assertThat(texts(finn)).hasCount(6);
    assertThat(texts(finn).last()).hasText("while the node is gone 5");
    eve.reload();
    assertThat(texts(eve)).hasCount(6);
    platform.start(node);
    eve.context().close();
    finn.context().close();
  }

  @Test
  void accountIsChangedInTheSettingsAndALostPasswordComesBackByALetter() {
    var gil = signUp("gil", "Gil Stone");
    var nobody = new Api(platform.gateway(), null);
    var elsewhere = nobody.as(logIn(nobody, "gil", PHRASE).body().get("accessToken").asString());
    gil.getByTestId("settings").click();
    var settings = gil.getByTestId("settings-dialog");

    var profile = settings.getByTestId("profile-section");
    profile.getByTestId("field-fullName").fill("Gil A. Stone");
    press(profile, "Save");
    assertThat(profile.getByRole(AriaRole.STATUS)).hasText("Saved.");

    assertThat(settings.getByTestId("login")).hasCount(2);
    press(settings.getByTestId("logins-section"), "End");
    assertThat(settings.getByTestId("login")).hasCount(1);
    assertThat(elsewhere.get("/api/auth/check").status()).isEqualTo(401);

    assertThat(settings.getByTestId("link-provider")).hasText("Link The Corporation");

    var password = settings.getByTestId("password-section");
    password.getByTestId("field-currentPassword").fill(PHRASE);
    password.getByTestId("field-newPassword").fill(OTHER_PHRASE);
    press(password, "Change");
    assertThat(password.getByRole(AriaRole.STATUS)).isVisible();
    press(settings, "Close");
    assertThat(gil.getByTestId("own-name")).hasText("Gil A. Stone");
    assertThat(logIn(nobody, "gil", PHRASE).status()).isEqualTo(401);

    gil.getByTestId("log-out").click();
    gil.getByText("Forgotten your password?").click();
    gil.getByTestId("field-email").fill("gil@example.org");
    gil.getByTestId("submit").click();
    assertThat(gil.getByTestId("reset-asked")).isVisible();
    var letters = new Outbox(platform.data().resolve("outbox"));
    gil.navigate(
        "/#/reset-password?token=" + letters.token("reset-password", "gil@example.org", 1));
    gil.getByTestId("field-newPassword").fill(PHRASE);
    gil.getByTestId("submit").click();
    gil.getByTestId("reset-done").click();
    gil.getByTestId("field-login").fill("gil");
    gil.getByTestId("field-password").fill(PHRASE);
    gil.getByTestId("submit").click();
    assertThat(gil.getByTestId("own-name")).hasText("Gil A. Stone");
    assertThat(logIn(nobody, "gil", OTHER_PHRASE).status()).isEqualTo(401);
    gil.context().close();
  }

  private static Api.Answer logIn(Api nobody, String name, String password) {
    return nobody.post(
        "/api/auth/login", Map.of("login", name, "password", password, "tokens", "body"));
  }

  private static void press(Locator in, String button) {
    in.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static Page signUp(String username, String fullName) {
    var page = browsers.person(platform.gateway());
    if (!page.getByTestId("signup-form").isVisible()) {
      page.getByText("Create an account").or(page.getByText("Sign up")).first().click();
    }
    page.getByTestId("field-fullName").fill(fullName);
    page.getByTestId("field-username").fill(username);
    page.getByTestId("field-email").fill(username + "@example.org");
    page.getByTestId("field-password").fill(PHRASE);
    page.getByTestId("submit").click();
    assertThat(page.getByTestId("connection-state")).hasAttribute("data-phase", "live");
    return page;
  }

  private static void talkTo(Page page, String username) {
    page.getByTestId("search").fill(username);
    page.locator("[data-testid=person][data-username=" + username + "]").click();
    assertThat(page.getByTestId("composer")).isVisible();
  }

  private static void say(Page page, String text) {
    page.getByTestId("composer").fill(text);
    page.getByTestId("composer").press("Enter");
    assertThat(texts(page).last()).hasText(text);
  }

  private static Locator texts(Page page) {
    return page.getByTestId("message-text");
  }

  private static Locator lastTicks(Page page) {
    return page.getByTestId("ticks").last();
  }

  private static Locator presence(Page page) {
    return page.getByTestId("talk").getByTestId("presence-text").first();
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static String userId(Api api, String username) {
    var found = api.get("/api/users?query=" + username);
    Api.expect(200, found);
    return found.body().at("/items/0/id").asString();
  }
}
