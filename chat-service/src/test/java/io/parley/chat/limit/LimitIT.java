package io.parley.chat.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RecordingAnnouncer;
import io.parley.chat.RestClient;
import io.parley.chat.delivery.Announcer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Limits over two nodes on the same stores.
class LimitIT {

  private static final FakeAuth AUTH = FakeAuth.start();
  private static final Map<String, Object> SETTINGS = settings();
  private static final ChatNode ONE = start();
  private static final ChatNode OTHER = start();

  @AfterAll
  static void stop() {
    ONE.close();
    OTHER.close();
    AUTH.close();
  }

  @Test
  void sendWhenOverTheLimitOfTheUserThenRateLimitedOnEveryNode() {
    var ada = AUTH.user("ada");
    var token = AUTH.token(ada);
    var one = RestClient.of(ONE, token);
    var other = RestClient.of(OTHER, token);
    var id = one.create("group");
    for (int i = 0; i < 4; i++) {
      (i % 2 == 0 ? one : other).send(id, "m" + i, "text");
    }
    var body = Map.of("clientMessageId", "m9", "text", "text");
    var path = "/api/conversations/{id}/messages";
    for (var client : List.of(one, other)) {
      var refused = client.post(body, path, id).isProblem(429, "rate-limited");
      assertThat(refused.number("/retryAfterMillis")).isPositive();
      assertThat(refused.headers().getFirst("Retry-After")).isNotBlank();
    }
  }

  @Test
  void createWhenOverTheLimitThenRateLimitedButExistingOnesAreFound() {
    var ada = AUTH.user("ada");
    var ben = AUTH.user("ben");
    var one = RestClient.of(ONE, AUTH.token(ada));
    var other = RestClient.of(OTHER, AUTH.token(ada));
    var direct = one.create("direct", ben);
    one.create("group", ben);
    other.create("group", ben);
    var refused =
        other
            .post(Map.of("kind", "group", "members", List.of()), "/api/conversations")
            .isProblem(429, "rate-limited");
    assertThat(refused.text("/detail")).contains("new conversations", "3 in an hour");
    var found =
        other
            .post(Map.of("kind", "direct", "members", List.of(ben.value())), "/api/conversations")
            .isStatus(200);
    assertThat(found.text("/id")).isEqualTo(direct);
  }

  private static Map<String, Object> settings() {
    var settings = ChatNode.settings(AUTH);
    settings.put("PARLEY_LIMIT_SENDS_PER_SECOND", "1");
    settings.put("PARLEY_LIMIT_SENDS_BURST", "4");
    settings.put("PARLEY_LIMIT_CONVERSATIONS_PER_HOUR", "3");
    return settings;
  }

  private static ChatNode start() {
    return ChatNode.start(SETTINGS, Announcer.class, new RecordingAnnouncer());
  }
}
