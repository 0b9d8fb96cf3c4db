package io.parley.chat;

import static io.parley.chat.SharedNode.auth;
import static io.parley.chat.SharedNode.node;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.LoginId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/// Who gets past the edge of each route, before anything of it is looked at.
class AccessIT {

  private static final String ONE = "/api/conversations/gsome";

  record Route(HttpMethod method, String path, @Nullable Object body) {

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Stream<Route> routes() {
    return Stream.of(
        new Route(
            HttpMethod.POST, "/api/conversations", Map.of("kind", "group", "members", List.of())),
        new Route(HttpMethod.GET, "/api/conversations", null),
        new Route(HttpMethod.GET, ONE, null),
        new Route(HttpMethod.PATCH, ONE, Map.of()),
        new Route(HttpMethod.DELETE, ONE, null),
        new Route(HttpMethod.GET, ONE + "/members", null),
        new Route(HttpMethod.POST, ONE + "/members", Map.of()),
        new Route(HttpMethod.PATCH, ONE + "/members/u", Map.of()),
        new Route(HttpMethod.DELETE, ONE + "/members/u", null),
        new Route(HttpMethod.POST, ONE + "/messages", Map.of()),
        new Route(HttpMethod.GET, ONE + "/messages", null),
        new Route(HttpMethod.GET, ONE + "/messages/gsome-1", null),
        new Route(HttpMethod.PATCH, ONE + "/messages/gsome-1", Map.of()),
        new Route(HttpMethod.DELETE, ONE + "/messages/gsome-1", null),
        new Route(HttpMethod.PUT, ONE + "/messages/gsome-1/reactions/x", null),
        new Route(HttpMethod.DELETE, ONE + "/messages/gsome-1/reactions/x", null),
        new Route(HttpMethod.GET, ONE + "/events", null),
        new Route(HttpMethod.GET, ONE + "/marks", null),
        new Route(HttpMethod.PUT, ONE + "/marks", Map.of()));
  }

  static Stream<Route> routesOfOne() {
    return routes().filter(route -> route.path().startsWith(ONE));
  }

  static Stream<Route> routesWithBody() {
    return routes().filter(route -> route.body() != null);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void routeWhenNobodyThenUnauthenticated(Route route) {
    call(RestClient.ofNobody(node()), route).isProblem(401, "unauthenticated");
    var expired =
        auth().token(auth().user("late"), new LoginId("l"), Instant.now().minusSeconds(120));
    call(RestClient.of(node(), expired), route).isProblem(401, "unauthenticated");
    call(RestClient.of(node(), auth().serviceToken("gateway")), route)
        .isProblem(401, "unauthenticated");
    call(RestClient.of(node(), "nonsense"), route).isProblem(401, "unauthenticated");
  }

  @ParameterizedTest
  @MethodSource("routesOfOne")
  void routeWhenNoSuchConversationThenNotFound(Route route) {
    call(person("someone").rest(), route).isProblem(404, "not-found");
  }

  @ParameterizedTest
  @MethodSource("routesWithBody")
  void routeWhenBodyHasAnotherTypeOrIsTooLargeThenRefused(Route route) {
    var token = auth().token(auth().user("typist"));
    var other =
        WebClient.create(node().url())
            .method(route.method())
            .uri(route.path())
            .header("Authorization", "Bearer " + token)
            .contentType(MediaType.APPLICATION_XML)
            .bodyValue("<a/>")
            .exchangeToMono(answer -> answer.toEntity(String.class))
            .block();
    assertThat(other).isNotNull();
    assertThat(other.getStatusCode().value()).isEqualTo(415);
    assertThat(other.getBody()).contains("/problems/unsupported-type");
    RestClient.of(node(), token)
        .call(route.method(), "\"" + "x".repeat(140_000) + "\"", route.path())
        .isProblem(413, "too-large");
  }

  @Test
  void changeWhenByCookieWithoutAnOriginThenForbidden() {
    var token = auth().token(auth().user("browser"));
    var answer =
        WebClient.create(node().url())
            .post()
            .uri("/api/conversations")
            .header("Cookie", "parley_access=" + token)
            .header("Origin", "https://evil.example")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue("{}")
            .exchangeToMono(got -> got.toEntity(String.class))
            .block();
    assertThat(answer).isNotNull();
    assertThat(answer.getStatusCode().value()).isEqualTo(403);
    assertThat(answer.getBody()).contains("/problems/forbidden");
  }

  @Test
  void contactsWhenServiceThenAnsweredAndForUsersRefused() {
    var ada = person("ada");
    var ben = person("ben");
    ada.rest().create("direct", ben);
    var question =
        Map.of("user", ada.toString(), "users", List.of(ben.toString(), person("far").toString()));
    var path = "/internal/contacts";
    var service = RestClient.of(node(), auth().serviceToken("presence-service"));
    var answer = service.post(question, path).isStatus(200);
    assertThat(answer.body().get("users")).hasSize(1);
    assertThat(answer.text("/users/0")).isEqualTo(ben.toString());
    ada.rest().post(question, path).isProblem(401, "unauthenticated");
    RestClient.ofNobody(node()).post(question, path).isProblem(401, "unauthenticated");
    service.post(Map.of(), path).isInvalid("user", "missing");
    service.post(Map.of("user", "u"), path).isInvalid("users", "missing");
    service.post("{", path).isProblem(400, "invalid");
  }

  @Test
  void jsonWhenDeepOrTwiceThenInvalid() {
    var ada = person("ada");
    var deep = "[".repeat(200) + "]".repeat(200);
    ada.rest()
        .post("{\"kind\":\"group\",\"members\":[],\"x\":" + deep + "}", "/api/conversations")
        .isProblem(400, "invalid");
    ada.rest()
        .post(
            "{\"kind\":\"group\",\"members\":[],\"x\":" + "9".repeat(1_001) + "}",
            "/api/conversations")
        .isProblem(400, "invalid");
  }

  @Test
  void routeWhenMethodOrPathIsUnknownThenRefused() {
    var ada = person("ada");
    ada.rest().put(Map.of(), "/api/conversations").isProblem(405, "method-not-allowed");
    ada.rest().get(ONE + "/nothing/here").isProblem(404, "not-found");
  }

  private static RestClient.Answer call(RestClient client, Route route) {
    return client.call(route.method(), route.body(), route.path());
  }
}
