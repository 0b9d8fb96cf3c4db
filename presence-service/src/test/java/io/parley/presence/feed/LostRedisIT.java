package io.parley.presence.feed;

import static io.parley.common.bus.Presence.State.OFFLINE;
import static io.parley.common.bus.Presence.State.ONLINE;
import static io.parley.common.bus.Presence.State.UNKNOWN;
import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.presence.FakeNode;
import io.parley.presence.Replica;
import io.parley.presence.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LostRedisIT {

  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void redisStopsThenUnknownAndBackByItselfWithNoWrongOffline() throws IOException {
    Replica replica = stage.replica();
    FakeNode node = stage.node();
    FakeNode other = stage.node();
    node.open("s1", "anna");
    node.open("s2", "ben");
    other.open("s3", "carl");
    other.close("s3", "logout");
    eventually().until(() -> replica.state("ben") == ONLINE);
    eventually().until(() -> replica.state("carl") == OFFLINE);
    Presence before = replica.look("anna").getFirst();

    stage.server().stop();
    eventually().until(() -> replica.state("anna") == UNKNOWN);
    assertThat(replica.state("carl")).isEqualTo(UNKNOWN);
    node.close("s2");
    other.open("s4", "dora");
    stage.server().restart();

    Set<Presence.State> anna = EnumSet.noneOf(Presence.State.class);
    Awaitility.await()
        .atMost(RECOVERY)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              anna.add(replica.state("anna"));
              return replica.state("anna") == ONLINE
                  && replica.state("dora") == ONLINE
                  && replica.state("ben") == OFFLINE
                  && replica.state("carl") == OFFLINE;
            });
    assertThat(anna).doesNotContain(OFFLINE);
    assertThat(replica.look("anna").getFirst().version()).isGreaterThan(before.version());
    assertThat(stage.redis().smembers("online_users")).containsExactlyInAnyOrder("anna", "dora");
  }

  @Test
  void redisIsFlushedThenEveryNodeIsAskedAndNobodyGoesOffline() throws IOException {
    Replica replica = stage.replica();
    FakeNode node = stage.node();
    FakeNode quiet = stage.silentNode();
    quiet.beat();
    node.open("s1", "anna");
    quiet.open("s2", "ben");
    eventually().until(() -> replica.state("anna") == ONLINE && replica.state("ben") == ONLINE);

    stage.server().flush();

    eventually().until(() -> replica.state("anna") == ONLINE && replica.state("ben") == ONLINE);
    assertThat(node.listsGiven()).isPositive();
    assertThat(quiet.listsGiven()).isPositive();
    assertThat(stage.redis().hexists("presence:nodes", quiet.incarnation())).isTrue();
    assertThat(stage.watcher().states("anna")).doesNotContain("offline");
    assertThat(stage.watcher().states("ben")).doesNotContain("offline");
  }

  @Test
  void redisIsFlushedThenTheDeadAreNotWaitedFor() throws IOException {
    Replica replica = stage.replica("parley.presence.nodes.lease=4s");
    FakeNode node = stage.node();
    FakeNode killed = stage.node();
    node.open("s1", "anna");
    killed.open("s2", "ben");
    eventually().until(() -> replica.state("ben") == ONLINE);
    killed.freeze();
    eventually().until(() -> replica.state("ben") == OFFLINE);

    stage.server().flush();

    eventually().until(() -> replica.state("ben") == UNKNOWN);
    eventually().until(() -> replica.state("ben") == OFFLINE);
    assertThat(replica.state("anna")).isEqualTo(ONLINE);
    assertThat(stage.redis().exists("presence:{state}:node:" + killed.incarnation())).isZero();
  }

  @Test
  void redisStandsStillThenNobodyGoesOffline() {
    Replica replica = stage.replica();
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> replica.state("anna") == ONLINE);

    stage.server().pause();
    Awaitility.await().pollDelay(Replica.LEASE.plusSeconds(2)).until(() -> true);
    assertThat(replica.state("anna")).isEqualTo(UNKNOWN);
    stage.server().resume();

    eventually().until(() -> replica.state("anna") == ONLINE);
    eventually().until(() -> replica.state("nobody") == OFFLINE);
    stage.assertTold("anna", "online");
  }

  @Test
  void startWhileRedisIsAwayThenReadyWhenItComes() throws IOException {
    FakeNode node = stage.node();
    stage.server().stop();
    Replica replica = stage.replica();
    assertThat(replica.state("anna")).isEqualTo(UNKNOWN);
    stage.server().restart();
    node.open("s1", "anna");

    eventually().until(() -> replica.state("anna") == ONLINE);
  }
}
