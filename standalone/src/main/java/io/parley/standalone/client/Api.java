package io.parley.standalone.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The platform's REST API as one caller sees it. Waits and asks again where the platform says
/// "later".
public final class Api {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 20;
  private static final Set<Integer> LATER = Set.of(429, 503);

  private final HttpClient client;
  private final URI gateway;
  private final String token;

  private Api(HttpClient client, URI gateway, String token) {
    this.client = client;
    this.gateway = gateway;
    this.token = token;
  }

  public static Api connect(URI gateway) {
    return new Api(HttpClient.newHttpClient(), gateway, "");
  }

  /// The same API with a bearer token.
  public Api as(String bearer) {
    return new Api(client, gateway, bearer);
  }

  public record Answer(int status, JsonNode body) {}

  public JsonNode post(String path, Object body) throws IOException {
    return required("POST", path, body);
  }

  public JsonNode get(String path) throws IOException {
    return required("GET", path, "");
  }

  public JsonNode put(String path, Object body) throws IOException {
    return required("PUT", path, body);
  }

  /// Whatever the platform answers, problems included.
  public Answer ask(String method, String path, Object body) throws IOException {
    String json = JsonMapper.shared().writeValueAsString(body);
    var request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int attempt = 1; ; attempt++) {
      HttpResponse<String> response = send(request.build());
      if (!LATER.contains(response.statusCode()) || attempt == ATTEMPTS) {
        return new Answer(response.statusCode(), parse(response.body()));
      }
      long seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }
  }

  private JsonNode required(String method, String path, Object body) throws IOException {
    Answer answer = ask(method, path, body);
    if (answer.status() >= 300) {
      throw new IOException(
          "%s %s: %d %s"
              .formatted(method, path, answer.status(), answer.body().path("detail").asString("")));
    }
    return answer.body();
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static JsonNode parse(String body) {
    return JsonMapper.shared().readTree(body.isBlank() ? "{}" : body);
  }
}
