package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// D21 and D9 on real processes: a node dies with two hundred users, then Redis goes away and comes
/// back. Nobody stays online who is gone, and nobody is called offline who is there.
@Timeout(600)
class PresenceIT {

  private static final int DOOMED = 200;
  private static final int STAYING = 50;
  private static final Duration OFFLINE_AFTER_KILL = Duration.ofSeconds(35);
  private static final Duration WELL_AFTER_RETURN = Duration.ofSeconds(10);

  /// The latest state of each.
  private final Map<String, String> states = new ConcurrentHashMap<>();

  private final Set<String> calledOffline = ConcurrentHashMap.newKeySet();
  private final List<ChatSocket> sockets = new ArrayList<>();

  @Test
  void presenceWhenANodeDiesAndRedisGoesThenNoGhostAndNoFalseOffline() {
    try (var platform = Platform.cluster(2, Platform.WITHOUT_LIMITS)) {
      var server = new Api(platform.gateway(), platform.serverKey());
      var watcher = server.identity("watcher");
      var people = server.identities("user", DOOMED + STAYING);
      server
          .as(watcher.token())
          .conversation("group", people.stream().map(Api.Identity::id).toList());
      var doomed = people.subList(0, DOOMED);
      var staying = people.subList(DOOMED, DOOMED + STAYING);
      doomed.forEach(one -> open(platform, "chat-1", one));
      staying.forEach(one -> open(platform, "chat-2", one));
      watch(platform, watcher, doomed);
      watch(platform, watcher, staying);
      awaitAll("online", people, Duration.ofSeconds(60));

      calledOffline.clear();
      platform.kill("chat-1");
      awaitAll("offline", doomed, OFFLINE_AFTER_KILL);
      assertThat(calledOffline).as("only the dead").isEqualTo(ids(doomed));

      calledOffline.clear();
      platform.kill("redis-1");
      awaitAll("unknown", staying, Duration.ofSeconds(60));
      platform.start("redis-1");
      awaitAll("online", staying, WELL_AFTER_RETURN);
      assertThat(calledOffline).as("a false offline").doesNotContainAnyElementsOf(ids(staying));
      awaitAll("offline", doomed, OFFLINE_AFTER_KILL);

      sockets.forEach(ChatSocket::abort);
    }
  }

  private void open(Platform platform, String node, Api.Identity person) {
    sockets.add(ChatSocket.open(platform.address(node), person.token()));
  }

  /// A socket watches two hundred users at most.
  private void watch(Platform platform, Api.Identity watcher, List<Api.Identity> people) {
    var eyes = ChatSocket.open(platform.address("chat-2"), watcher.token(), "", this::onFrame);
    sockets.add(eyes);
    eyes.await("welcome");
    eyes.send(Map.of("type", "watch", "users", people.stream().map(Api.Identity::id).toList()));
  }

  private void onFrame(JsonNode frame) {
    if (frame.path("type").asString("").equals("presence")) {
      var presence = frame.get("presence");
      var user = presence.get("user").asString();
      var state = presence.get("state").asString();
      states.put(user, state);
      if (state.equals("offline")) {
        calledOffline.add(user);
      }
    }
  }

  private void awaitAll(String state, List<Api.Identity> people, Duration within) {
    Awaitility.await(people.size() + " are " + state)
        .atMost(within)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(people)
                    .extracting(one -> states.getOrDefault(one.id(), "unheard"))
                    .containsOnly(state));
  }

  private static Set<String> ids(List<Api.Identity> people) {
    return people.stream().map(Api.Identity::id).collect(Collectors.toSet());
  }
}
