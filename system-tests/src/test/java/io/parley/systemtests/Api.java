package io.parley.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The REST side of a client.
final class Api {

  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  record Answer(int status, JsonNode body, HttpResponse<String> response) {}

  record Identity(String id, String username, String token) {}

  private final URI gateway;
  private final @Nullable String bearer;
  private final HttpClient http;

  Api(URI gateway, @Nullable String bearer) {
    this(gateway, bearer, HTTP);
  }

  private Api(URI gateway, @Nullable String bearer, HttpClient http) {
    this.gateway = gateway;
    this.bearer = bearer;
    this.http = http;
  }

  Api as(String token) {
    return new Api(gateway, token, http);
  }

  Api at(URI other) {
    return new Api(other, bearer, http);
  }

  /// The same from one of this machine's other addresses.
  Api from(InetAddress address) {
    var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .localAddress(address)
            .build();
    return new Api(gateway, bearer, client);
  }

  Answer get(String path) {
    return call("GET", path, null, Map.of());
  }

  Answer post(String path, Object body) {
    return call("POST", path, body, Map.of());
  }

  Answer put(String path, Object body) {
    return call("PUT", path, body, Map.of());
  }

  Answer delete(String path) {
    return call("DELETE", path, null, Map.of());
  }

  Answer call(String method, String path, @Nullable Object body, Map<String, String> headers) {
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(
                body instanceof String text ? text : JSON.writeValueAsString(body));
    var request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(Duration.ofSeconds(40))
            .method(method, publisher);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    headers.forEach(request::setHeader);
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), json(response), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// The body of a sign-up that answers with tokens.
  static Map<String, String> newcomer(String name, String password) {
    return Map.of(
        "email",
        name + "@example.org",
        "username",
        name,
        "fullName",
        "Somebody",
        "password",
        password,
        "tokens",
        "body");
  }

  /// Makes a user with the server key and a login of theirs.
  Identity identity(String username) {
    var users =
        post(
            "/api/server/users",
            Map.of("users", List.of(Map.of("username", username, "fullName", "User " + username))));
    expect(200, users);
    var id = users.body().at("/users/0/id").asString();
    var token = post("/api/server/tokens", Map.of("user", id));
    expect(201, token);
    return new Identity(id, username, token.body().get("accessToken").asString());
  }

  /// Makes so many users, named by a prefix and a number, and a login of each.
  List<Identity> identities(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(n -> identity(prefix + n)).toList();
  }

  /// Makes a conversation and returns its id.
  String conversation(String kind, List<String> members) {
    var made = post("/api/conversations", Map.of("kind", kind, "members", members, "name", "test"));
    expect(201, made);
    return made.body().get("id").asString();
  }

  /// The whole history of a conversation: sequence to message id.
  TreeMap<Long, String> history(String conversation) {
    var log = new TreeMap<Long, String>();
    String after = "0";
    while (after != null) {
      var page = get("/api/conversations/" + conversation + "/messages?limit=200&after=" + after);
      expect(200, page);
      for (var message : page.body().get("items")) {
        log.put(message.get("sequence").asLong(), message.get("id").asString());
      }
      var next = page.body().get("after");
      after = next.isNull() ? null : next.asString();
    }
    return log;
  }

  static void expect(int status, Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError(
          "expected " + status + " but got " + answer.status() + ": " + answer.body());
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    var body = response.body();
    var lines = response.headers().firstValue("content-type").orElse("").contains("ndjson");
    return !lines && (body.startsWith("{") || body.startsWith("["))
        ? JSON.readTree(body)
        : JSON.getNodeFactory().stringNode(body);
  }
}
