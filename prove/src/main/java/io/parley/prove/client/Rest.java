package io.parley.prove.client;

import io.parley.common.problem.ProblemType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The REST side of a client: one gateway, one token. Thread-safe; calls wait for their answer.
public final class Rest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// An answer; the body of one that is not JSON is a missing node.
  public record Answer(int status, JsonNode body) {

    /// The problem of the catalogue that it is, or null.
    @Nullable ProblemType problem() {
      var type = body.path("type").asString("");
      return Arrays.stream(ProblemType.values())
          .filter(one -> one.uri().equals(type))
          .findFirst()
          .orElse(null);
    }
  }

  private final HttpClient http;
  private final URI gateway;
  private final String bearer;

  public Rest(HttpClient http, URI gateway, String bearer) {
    this.http = http;
    this.gateway = gateway;
    this.bearer = bearer;
  }

  /// @throws IOException when no answer came
  public Answer get(String path) throws IOException, InterruptedException {
    return call("GET", path, null);
  }

  /// @throws IOException when no answer came
  public Answer post(String path, Object body) throws IOException, InterruptedException {
    return call("POST", path, body);
  }

  /// The body of an answer that has to have this status.
  ///
  /// @throws IOException when no answer came, or another one
  public JsonNode expect(int status, Answer answer) throws IOException {
    if (answer.status() != status) {
      throw new IOException(
          "%s answered %d (expected: %d): %s"
              .formatted(gateway, answer.status(), status, answer.body()));
    }
    return answer.body();
  }

  private Answer call(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + bearer)
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    var answer = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(answer.statusCode(), json(answer.body()));
  }

  private static JsonNode json(String body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return Json.MAPPER.missingNode();
    }
  }
}
