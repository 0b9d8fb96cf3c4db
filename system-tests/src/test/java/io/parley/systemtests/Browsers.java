package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A headless Chromium; each person gets a profile of their own in it. What pages log as errors is
/// kept.
final class Browsers implements AutoCloseable {

  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final List<String> errors = new ArrayList<>();
  private final Playwright playwright;
  private final Browser browser;

  private Browsers(Path chromium) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(chromium).setArgs(QUIET));
  }

  /// Starts Chromium. Where there is none, the test is skipped and says so; under CI it fails.
  static Browsers start() {
    var chromium = chromium();
    if (chromium.isEmpty()) {
      var reason = "browser tests need Chromium (deploy/bin/install-test-tools installs it)";
      assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
      assumeTrue(false, reason);
    }
    return new Browsers(chromium.orElseThrow());
  }

  /// A new person at the platform's page.
  Page person(URI gateway) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setBaseURL(gateway.toString())
                .setViewportSize(900, 720));
    context.setDefaultTimeout(15_000);
    var page = context.newPage();
    page.onConsoleMessage(
        message -> {
          // Chromium reports the 401 that tells a page that nobody is logged in yet
          if (message.type().equals("error") && !message.text().contains("status of 401")) {
            errors.add(message.text());
          }
        });
    page.onPageError(errors::add);
    page.navigate("/");
    return page;
  }

  /// What the pages' consoles said that is an error.
  List<String> errors() {
    return List.copyOf(errors);
  }

  /// Two screenshots side by side in one picture.
  byte[] together(byte[] left, byte[] right) {
    try (var context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(1840, 760))) {
      var page = context.newPage();
      var encoder = java.util.Base64.getEncoder();
      page.setContent(
          """
          <body style="margin:0;padding:16px;background:#d6dbe1;display:flex;gap:16px">
          <img style="width:896px;border-radius:10px" src="data:image/png;base64,%s">
          <img style="width:896px;border-radius:10px" src="data:image/png;base64,%s">
          """
              .formatted(encoder.encodeToString(left), encoder.encodeToString(right)));
      return page.screenshot();
    }
  }

  @Override
  public void close() {
    playwright.close();
  }

  private static Optional<Path> chromium() {
    var named = System.getenv("PARLEY_CHROMIUM");
    return (named != null
            ? Stream.of(named)
            : Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
