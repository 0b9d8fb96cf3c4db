package io.parley.testing.openid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a browser does in a login by a provider: keeps cookies, follows redirects one by one, fills
/// in the provider's form.
public final class Browser {

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();
  private final String parley;
  private final String origin;

  /// @param parley where Parley listens
  /// @param origin its public origin, which this browser finds there
  public Browser(String parley, String origin) {
    this.parley = parley;
    this.origin = origin;
  }

  /// What came back.
  public record Page(
      URI address, int status, String body, @Nullable String location, HttpHeaders headers) {

    public URI next() {
      if (location == null) {
        throw new AssertionError(address + " answered " + status + " " + body);
      }
      return address.resolve(location);
    }
  }

  public Page open(String path, String... headers) {
    return open(URI.create(parley + path), headers);
  }

  public Page open(URI address, String... headers) {
    var request = HttpRequest.newBuilder(atTest(address)).header("Accept", "text/html,*/*;q=0.8");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.GET());
  }

  public Page post(String path, String json, String... headers) {
    return send(json(path, headers).POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public Page delete(String path, String... headers) {
    return send(json(path, headers).method("DELETE", HttpRequest.BodyPublishers.ofString("{}")));
  }

  /// From Parley's start of the flow, or the provider's login page, to the address that the
  /// provider sends the browser back to, which is not opened.
  public URI logInAt(URI provider, String name) {
    var page = open(open(provider).next());
    var csrf = CSRF.matcher(page.body());
    if (!csrf.find()) {
      throw new AssertionError("no login form: " + page);
    }
    var form =
        Map.of("username", name, "password", "password", "_csrf", csrf.group(1)).entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    var sent =
        send(
            HttpRequest.newBuilder(page.address().resolve("/login"))
                .header("Accept", "text/html,*/*;q=0.8")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    return open(sent.next()).next();
  }

  /// The whole login; where it ends.
  public Page logIn(String provider, String name) {
    return open(logInAt(open("/api/auth/oidc/" + provider + "?redirect=/after").next(), name));
  }

  /// The value of a cookie; empty without one.
  public String cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  public void setCookie(String name, String value) {
    var cookie = new HttpCookie(name, value);
    cookie.setPath("/");
    cookie.setVersion(0);
    cookies.getCookieStore().add(URI.create(parley), cookie);
  }

  private HttpRequest.Builder json(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(parley + path))
            .header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private URI atTest(URI address) {
    return URI.create(address.toString().replaceFirst("^" + origin, parley));
  }

  private Page send(HttpRequest.Builder request) {
    try {
      var answer =
          http.send(
              request.timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Page(
          answer.uri(),
          answer.statusCode(),
          answer.body(),
          answer.headers().firstValue("Location").orElse(null),
          answer.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
