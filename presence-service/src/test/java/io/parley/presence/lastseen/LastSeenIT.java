package io.parley.presence.lastseen;

import static io.parley.common.bus.Presence.State.OFFLINE;
import static io.parley.common.bus.Presence.State.ONLINE;
import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.UserId;
import io.parley.presence.FakeNode;
import io.parley.presence.Replica;
import io.parley.presence.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastSeenIT {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final UserId ANNA = new UserId("anna");
  private static final UserId BEN = new UserId("ben");

  private final Stage stage = new Stage();
  private Replica replica;
  private LastSeenCollection collection;

  @BeforeEach
  void start() {
    replica = stage.replica("parley.presence.grace=100ms");
    collection = replica.get(LastSeenCollection.class);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void raiseThenOnlyTheLatestStays() {
    Instant early = Instant.ofEpochMilli(1_795_000_000_000L);
    Instant late = early.plusSeconds(60);

    raise(Map.of(ANNA, late, BEN, early));
    raise(Map.of(ANNA, early, BEN, late));

    assertThat(find(ANNA, BEN, new UserId("never"))).isEqualTo(Map.of(ANNA, late, BEN, late));
  }

  @Test
  void offlineThenSavedAndStruckOff() {
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> replica.state("anna") == ONLINE);
    assertThat(find(ANNA)).isEmpty();
    node.close("s1");
    eventually().until(() -> replica.state("anna") == OFFLINE);
    Instant seen = Objects.requireNonNull(replica.look("anna").getFirst().lastSeen());

    eventually().until(() -> find(ANNA).equals(Map.of(ANNA, seen)));
    eventually().until(() -> stage.redis().zcard("presence:{state}:unsaved") == 0);
  }

  private void raise(Map<UserId, Instant> seen) {
    collection.raise(seen).block(PATIENCE);
  }

  private Map<UserId, Instant> find(UserId... users) {
    return Objects.requireNonNull(collection.find(List.of(users)).block(PATIENCE));
  }
}
