package io.parley.presence.feed;

import static io.parley.common.bus.Presence.State.OFFLINE;
import static io.parley.common.bus.Presence.State.ONLINE;
import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.presence.FakeNode;
import io.parley.presence.Replica;
import io.parley.presence.Stage;
import io.parley.presence.state.Claim;
import io.parley.presence.state.FeedEntry;
import io.parley.presence.state.Incarnation;
import io.parley.presence.state.NodeRecords;
import io.parley.presence.state.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwoReplicasIT {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void bothReadThenEachEntryIsAppliedOnce() {
    Replica one = stage.replica();
    Replica two = stage.replica();
    List<FakeNode> nodes = List.of(stage.node(), stage.node(), stage.node());
    for (int i = 0; i < 300; i++) {
      nodes.get(i % 3).open("s" + i, "user" + i % 50);
    }
    for (int i = 0; i < 300; i++) {
      if (i % 50 != 7) {
        nodes.get(i % 3).close("s" + i, "logout");
      }
    }
    eventually().until(() -> one.state("user49") == OFFLINE && two.state("user49") == OFFLINE);
    eventually().until(() -> stage.redis().hlen("socket_user_map") == 6);

    assertThat(one.state("user7")).isEqualTo(ONLINE);
    stage.assertTold("user7", "online");
    eventually().until(() -> stage.redis().smembers("online_users").equals(Set.of("user7")));
  }

  @Test
  void readerStandsStillThenTheOtherGoesOnWithNoFlap() {
    Replica one = stage.replica();
    FakeNode node = stage.node();
    node.open("s1", "anna");
    node.open("s2", "ben");
    eventually().until(() -> one.state("ben") == ONLINE);
    Replica two = stage.replica();
    String first = owner(node);

    one.pause();
    node.close("s1");
    node.open("s3", "anna");
    node.close("s2");
    eventually().until(() -> two.state("ben") == OFFLINE);
    one.wake();
    node.open("s4", "carl");
    eventually().until(() -> one.state("carl") == ONLINE);

    assertThat(owner(node)).isNotEqualTo(first);
    stage.assertTold("anna", "online");
    stage.assertTold("ben", "online", "offline");
    assertThat(node.listsGiven()).isZero();
  }

  @Test
  void readerStopsCleanlyThenTheOtherGoesOnAtOnce() {
    Replica one = stage.replica("parley.presence.nodes.lock=60s");
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> one.state("anna") == ONLINE);
    Replica two = stage.replica("parley.presence.nodes.lock=60s");
    one.close();
    node.open("s2", "ben");

    eventually().until(() -> two.state("ben") == ONLINE);
  }

  @Test
  void nodeLeavesThenNeitherReplicaWaitsForIt() {
    Replica one = stage.replica();
    Replica two = stage.replica();
    FakeNode stays = stage.node();
    stays.beat();
    for (int i = 0; i < 5; i++) {
      FakeNode leaves = stage.node();
      eventually()
          .until(() -> "live".equals(field(leaves, "status")) && one.state("nobody") == OFFLINE);
      leaves.leave();
      eventually().until(() -> field(leaves, "status").isEmpty());
      Awaitility.await().pollDelay(Duration.ofMillis(600)).until(() -> true);
      assertThat(field(leaves, "status")).isEmpty();
      assertThat(two.state("nobody")).isEqualTo(OFFLINE);
    }
  }

  @Test
  void formerReaderWakesThenNothingThatItDoesCounts() {
    Replica one = stage.replica();
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> one.state("anna") == ONLINE);
    NodeRecords records = one.get(NodeRecords.class);
    Claim.Mine former = claim(records, node);
    one.get(FeedReaders.class).stop();
    stage.redis().hset("presence:{state}:node:" + node.incarnation(), "until", "0");
    Replica two = stage.replica();
    eventually().until(() -> !owner(node).isEmpty() && !fence(node).equals(former.fence()));

    var entry = new FeedEntry(former.now().toEpochMilli() + "-0", 1000, new FeedEntry.Beat());
    assertThat(records.apply(former, List.of(entry), Instant.now()).block(PATIENCE))
        .isEqualTo(NodeStatus.LOST);
    assertThat(records.hear(former, Instant.now()).block(PATIENCE)).isEqualTo(NodeStatus.LOST);
    assertThat(records.bury(former, sessions(records, node)).block(PATIENCE)).isFalse();
    assertThat(records.drop(former, sessions(records, node)).block(PATIENCE)).isFalse();
    assertThat(records.put(former, List.of()).block(PATIENCE)).isFalse();
    assertThat(records.live(former, 5000, "0-0", Instant.now()).block(PATIENCE)).isFalse();
    assertThat(records.dead(former).block(PATIENCE)).isFalse();
    assertThat(records.forget(former).block(PATIENCE)).isFalse();
    node.open("s2", "ben");
    eventually().until(() -> two.state("ben") == ONLINE);
    assertThat(two.state("anna")).isEqualTo(ONLINE);
    assertThat(node.listsGiven()).isZero();
  }

  private static List<io.parley.common.id.SessionId> sessions(NodeRecords records, FakeNode node) {
    return Objects.requireNonNull(
        records.sessions(new Incarnation(node.incarnation())).collectList().block(PATIENCE));
  }

  private static Claim.Mine claim(NodeRecords records, FakeNode node) {
    var claim = records.claim(new Incarnation(node.incarnation()), Instant.now()).block(PATIENCE);
    assertThat(claim).isInstanceOf(Claim.Mine.class);
    return (Claim.Mine) Objects.requireNonNull(claim);
  }

  private String owner(FakeNode node) {
    return field(node, "owner");
  }

  private String fence(FakeNode node) {
    return field(node, "fence");
  }

  private String field(FakeNode node, String name) {
    String value = stage.redis().hget("presence:{state}:node:" + node.incarnation(), name);
    return value == null ? "" : value;
  }
}
