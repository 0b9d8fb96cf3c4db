package io.parley.presence.feed;

import static io.parley.common.bus.Presence.State.AWAY;
import static io.parley.common.bus.Presence.State.OFFLINE;
import static io.parley.common.bus.Presence.State.ONLINE;
import static io.parley.common.bus.Presence.State.UNKNOWN;
import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.presence.FakeNode;
import io.parley.presence.Replica;
import io.parley.presence.Stage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedReadersIT {

  private final Stage stage = new Stage();
  private Replica replica;

  @BeforeEach
  void start() {
    replica = stage.replica();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void openThenOnlineForWatchersQueriesAndOperators() {
    FakeNode node = stage.node();
    node.open("s1", "anna");

    eventually().until(() -> replica.state("anna") == ONLINE);

    Presence published = stage.watcher().of("anna").getFirst();
    Presence asked = replica.look("anna").getFirst();
    assertThat(published).isEqualTo(asked);
    assertThat(published.since()).isNotNull();
    assertThat(published.lastSeen()).isNull();
    assertThat(stage.redis().smembers("online_users")).containsExactly("anna");
    assertThat(stage.redis().hgetall("socket_user_map")).isEqualTo(Map.of("s1", "anna"));
  }

  @Test
  void startWhenNobodyIsThereThenOfflineOnceSettled() {
    assertThat(replica.state("nobody")).isEqualTo(UNKNOWN);

    eventually().until(() -> replica.state("nobody") == OFFLINE);
  }

  @Test
  void closeThenOfflineAfterTheGraceWithLastSeen() {
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> replica.state("anna") == ONLINE);
    long closed = System.nanoTime();
    node.close("s1");

    eventually().until(() -> replica.state("anna") == OFFLINE);

    assertThat(Duration.ofNanos(System.nanoTime() - closed)).isGreaterThan(Replica.GRACE);
    Presence offline = replica.look("anna").getFirst();
    assertThat(offline.lastSeen()).isNotNull().isEqualTo(offline.since());
    stage.assertTold("anna", "online", "offline");
    assertThat(stage.watcher().of("anna").getLast()).isEqualTo(offline);
    assertThat(stage.redis().get("user:anna:lastSeen")).isEqualTo(format(offline));
    assertThat(stage.redis().exists("online_users", "socket_user_map")).isZero();
  }

  @Test
  void logoutThenOfflineAtOnce() {
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> replica.state("anna") == ONLINE);
    eventually().until(() -> replica.state("nobody") == OFFLINE);
    long loggedOut = System.nanoTime();
    node.close("s1", "logout");

    eventually().until(() -> replica.state("anna") == OFFLINE);

    assertThat(Duration.ofNanos(System.nanoTime() - loggedOut)).isLessThan(Replica.GRACE);
  }

  @Test
  void awayOnOneDeviceThenTheBestOfAllCounts() {
    FakeNode one = stage.node();
    FakeNode two = stage.node();
    one.open("s1", "anna");
    two.open("s2", "anna");
    eventually().until(() -> stage.redis().hlen("socket_user_map") == 2);
    one.away("s1");
    eventually()
        .until(() -> stage.redis().hexists("presence:{state}:user:anna", "a:" + one.incarnation()));
    assertThat(replica.state("anna")).isEqualTo(ONLINE);
    two.away("s2");
    eventually().until(() -> replica.state("anna") == AWAY);
    one.online("s1");
    eventually().until(() -> replica.state("anna") == ONLINE);

    stage.assertTold("anna", "online", "away", "online");
  }

  @Test
  void hundredQuickReconnectsThenNothingForWatchers() {
    List<FakeNode> nodes = List.of(stage.node(), stage.node());
    nodes.getFirst().open("s0", "anna");
    for (int i = 1; i <= 100; i++) {
      FakeNode before = nodes.get((i - 1) % 2);
      FakeNode next = nodes.get(i % 2);
      if (i % 3 == 0) {
        next.open("s" + i, "anna");
        before.close("s" + (i - 1));
      } else {
        before.close("s" + (i - 1));
        next.open("s" + i, "anna");
      }
    }
    nodes.getFirst().open("mark", "ben");
    eventually().until(() -> replica.state("ben") == ONLINE);
    nodes.getFirst().close("s100", "logout");
    eventually().until(() -> replica.state("anna") == OFFLINE);

    stage.assertTold("anna", "online", "offline");
  }

  @Test
  void threeDevicesClosingInAnyOrderThenOneOffline() {
    List<FakeNode> nodes = List.of(stage.node(), stage.node(), stage.node());
    List<Integer> order = List.of(0, 1, 2);
    Random random = new Random(7);
    for (int round = 0; round < 6; round++) {
      String user = "user" + round;
      Collections.shuffle(order = new java.util.ArrayList<>(order), random);
      for (int device : order) {
        nodes.get(device).open(user + "-" + device, user);
      }
      Collections.shuffle(order, random);
      for (int device : order) {
        nodes.get(device).close(user + "-" + device, device == 0 ? "logout" : "closed");
      }
    }
    for (int round = 0; round < 6; round++) {
      String user = "user" + round;
      eventually().until(() -> replica.state(user) == OFFLINE);
      eventually().until(() -> stage.watcher().states(user).equals(List.of("online", "offline")));
    }
    assertThat(stage.redis().exists("online_users", "socket_user_map")).isZero();
  }

  @Test
  void nodeKilledThenItsUsersAreOfflineAndNobodyElse() {
    FakeNode killed = stage.node();
    FakeNode other = stage.node();
    for (int i = 0; i < 250; i++) {
      killed.open("k" + i, "user" + i);
    }
    other.open("o1", "user1");
    other.open("o2", "steady");
    eventually().until(() -> replica.state("user249") == ONLINE);
    eventually().until(() -> replica.state("steady") == ONLINE);
    killed.freeze();

    eventually().until(() -> replica.state("user249") == OFFLINE);
    eventually().until(() -> replica.state("user0") == OFFLINE);

    assertThat(replica.look("user1", "steady")).allMatch(one -> one.state() == ONLINE);
    eventually().until(() -> stage.redis().smembers("online_users").size() == 2);
    assertThat(stage.redis().hgetall("socket_user_map"))
        .isEqualTo(Map.of("o1", "user1", "o2", "steady"));
    stage.assertTold("steady", "online");
  }

  @Test
  void nodeWakesThenItsListCountsAndNoGhostStays() {
    FakeNode node = stage.node();
    FakeNode other = stage.node();
    node.open("s1", "anna");
    node.open("s2", "ben");
    eventually().until(() -> replica.state("ben") == ONLINE);
    node.freeze();
    eventually().until(() -> replica.state("ben") == OFFLINE);
    other.open("s3", "ben");

    node.unheard(() -> node.close("s2"));
    node.thaw();

    eventually().until(() -> replica.state("anna") == ONLINE);
    assertThat(node.listsGiven()).isPositive();
    other.close("s3", "logout");
    eventually().until(() -> replica.state("ben") == OFFLINE);
    assertThat(stage.redis().hgetall("socket_user_map")).isEqualTo(Map.of("s1", "anna"));
  }

  @Test
  void gapThenUnknownUntilTheNodeGaveItsList() {
    FakeNode node = stage.node();
    FakeNode other = stage.node();
    node.open("s1", "anna");
    other.open("s2", "ben");
    eventually().until(() -> replica.state("anna") == ONLINE && replica.state("ben") == ONLINE);
    eventually().until(() -> replica.state("carl") == OFFLINE);
    node.refuseList(true);
    node.unheard(() -> node.open("s3", "carl"));
    node.unheard(() -> node.close("s1"));
    node.beat();

    eventually().until(() -> replica.state("carl") == UNKNOWN);
    assertThat(replica.state("anna")).isEqualTo(UNKNOWN);
    assertThat(replica.state("ben")).isEqualTo(ONLINE);

    node.refuseList(false);
    eventually().until(() -> replica.state("carl") == ONLINE);
    eventually().until(() -> replica.state("anna") == OFFLINE);
  }

  @Test
  void streamTrimmedBeforeItWasReadThenTheListIsAsked() {
    FakeNode node = stage.silentNode();
    node.open("s1", "anna");
    eventually().until(() -> replica.state("anna") == ONLINE);
    replica.pause();
    node.open("s2", "ben");
    node.close("s1");
    node.trim();
    node.beat();
    replica.wake();

    eventually().until(() -> replica.state("ben") == ONLINE);
    eventually().until(() -> stage.watcher().states("anna").contains("offline"));
    assertThat(node.listsGiven()).isPositive();
  }

  @Test
  void gapRightBehindTheFirstEntryThenTheListIsAsked() {
    replica.pause();
    FakeNode node = stage.silentNode();
    node.open("s1", "anna");
    node.unheard(() -> node.open("s2", "ben"));
    node.open("s3", "carl");
    replica.wake();

    eventually().until(() -> replica.state("ben") == ONLINE && replica.state("carl") == ONLINE);
    assertThat(replica.state("anna")).isEqualTo(ONLINE);
    assertThat(node.listsGiven()).isOne();
  }

  @Test
  void nodeKnownOnlyByALaterEntryThenTheListIsAsked() {
    FakeNode node = stage.silentNode();
    node.unheard(() -> node.open("s1", "anna"));
    node.unheard(() -> node.open("s2", "ben"));
    node.beat();

    eventually().until(() -> replica.state("anna") == ONLINE && replica.state("ben") == ONLINE);
    assertThat(node.listsGiven()).isPositive();
  }

  @Test
  void feedFromItsFirstEntryThenNoListIsNeeded() {
    FakeNode node = stage.silentNode();
    node.refuseList(true);
    for (int i = 0; i < 500; i++) {
      node.open("s" + i, "user" + i);
    }
    eventually().until(() -> replica.state("user499") == ONLINE);

    assertThat(replica.state("user0")).isEqualTo(ONLINE);
  }

  @Test
  void nodeLeavesThenItIsForgotten() {
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> replica.state("anna") == ONLINE);
    node.leave();

    eventually().until(() -> stage.redis().keys("presence:feed:*").isEmpty());
    eventually().until(() -> stage.redis().smembers("presence:{state}:nodes").isEmpty());
    eventually().until(() -> replica.state("anna") == OFFLINE);
    assertThat(stage.redis().keys("presence:{state}:node:*")).isEmpty();
    assertThat(stage.redis().keys("presence:{state}:sessions:*")).isEmpty();
  }

  private static String format(Presence presence) {
    return java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withZone(java.time.ZoneOffset.UTC)
        .format(java.util.Objects.requireNonNull(presence.lastSeen()));
  }
}
