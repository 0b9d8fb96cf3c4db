package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user's REST client: takes and gives plain JSON, and checks the form of every problem.
public final class RestClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final WebClient http;

  private RestClient(WebClient http) {
    this.http = http;
  }

  public static RestClient of(ChatNode node, String token) {
    return new RestClient(
        WebClient.builder()
            .baseUrl(node.url())
            .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token)
            .build());
  }

  public static RestClient ofNobody(ChatNode node) {
    return new RestClient(WebClient.create(node.url()));
  }

  public record Answer(int status, JsonNode body, HttpHeaders headers) {

    public Answer isStatus(int expected) {
      assertThat(status).as(() -> "status of " + body).isEqualTo(expected);
      return this;
    }

    /// Checks that it is this problem in the form of RFC 9457.
    public Answer isProblem(int expected, String name) {
      isStatus(expected);
      assertThat(headers.getFirst("Content-Type")).startsWith("application/problem+json");
      assertThat(body.get("type").stringValue()).isEqualTo("/problems/" + name);
      assertThat(body.get("status").intValue()).isEqualTo(expected);
      return this;
    }

    /// Checks that it is `invalid` because of this field.
    public Answer isInvalid(String field, String... words) {
      isProblem(400, "invalid");
      assertThat(body.get("errors")).as(() -> "errors of " + body).isNotNull();
      var messages = new StringBuilder();
      for (var error : body.get("errors")) {
        if (error.get("field").stringValue().equals(field)) {
          messages.append(error.get("message").stringValue());
        }
      }
      assertThat(messages).as(() -> "errors at " + field + " in " + body).isNotEmpty();
      for (var word : words) {
        assertThat(messages).contains(word);
      }
      return this;
    }

    public String text(String pointer) {
      return body.at(pointer).stringValue();
    }

    public long number(String pointer) {
      return body.at(pointer).longValue();
    }
  }

  public Answer get(String path, Object... variables) {
    return call(HttpMethod.GET, null, path, variables);
  }

  public Answer delete(String path, Object... variables) {
    return call(HttpMethod.DELETE, null, path, variables);
  }

  public Answer post(Object body, String path, Object... variables) {
    return call(HttpMethod.POST, body, path, variables);
  }

  public Answer put(@Nullable Object body, String path, Object... variables) {
    return call(HttpMethod.PUT, body, path, variables);
  }

  public Answer patch(Object body, String path, Object... variables) {
    return call(HttpMethod.PATCH, body, path, variables);
  }

  /// @param body a string as it is, anything else as JSON
  public Answer call(HttpMethod method, @Nullable Object body, String path, Object... variables) {
    var request = http.method(method).uri(path, variables);
    if (body != null) {
      request
          .header(HttpHeaders.CONTENT_TYPE, "application/json")
          .bodyValue(body instanceof String text ? text : JSON.writeValueAsString(body));
    }
    var answer =
        request.exchangeToMono(response -> response.toEntity(String.class)).block(PATIENCE);
    assertThat(answer).isNotNull();
    assertThat(answer.getHeaders().getFirst("X-Request-Id")).isNotBlank();
    var text = answer.getBody();
    return new Answer(
        answer.getStatusCode().value(),
        text == null ? JSON.nullNode() : JSON.readTree(text),
        answer.getHeaders());
  }

  /// Creates a conversation and returns its id.
  public String create(String kind, Object... members) {
    var made =
        post(
            Map.of("kind", kind, "members", Arrays.stream(members).map(Object::toString).toList()),
            "/api/conversations");
    return made.isStatus(201).text("/id");
  }

  /// Sends a text and returns the message.
  public JsonNode send(String conversation, String clientMessageId, String text) {
    return post(
            Map.of("clientMessageId", clientMessageId, "text", text),
            "/api/conversations/{id}/messages",
            conversation)
        .isStatus(201)
        .body();
  }
}
