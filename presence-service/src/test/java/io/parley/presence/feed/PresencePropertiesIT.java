package io.parley.presence.feed;

import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.presence.FakeNode;
import io.parley.presence.Replica;
import io.parley.presence.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sessions come and go at random, nodes die, feeds have gaps, replicas stand still, Redis is
/// flushed; in the end everyone is what their sessions say, with no ghost anywhere, and who was
/// there all the time never went.
class PresencePropertiesIT {

  private static final String SEED = "parley.seed";
  private static final int STEPS = 1500;
  private static final List<String> USERS =
      IntStream.range(0, 20).mapToObj(i -> "user" + i).toList();
  private static final List<String> STEADY =
      IntStream.range(0, 5).mapToObj(i -> "steady" + i).toList();

  private final Stage stage = new Stage();
  private final long seed = Long.getLong(SEED, System.nanoTime());
  private final Random random = new Random(seed);
  private final List<FakeNode> nodes = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private int opened;
  private int killed;
  private int flushed;

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void chaosThenEveryoneIsWhatTheirSessionsSay() throws IOException {
    System.out.println("seed " + seed + " (-D" + SEED + "=" + seed + ")");
    replicas.addAll(List.of(stage.replica(), stage.replica()));
    nodes.addAll(List.of(stage.node(), stage.node(), stage.node()));
    FakeNode calm = stage.node();
    STEADY.forEach(user -> calm.open("of-" + user, user));
    for (int step = 0; step < STEPS; step++) {
      disturb();
      if (random.nextInt(12) == 0) {
        wait(Duration.ofMillis(random.nextInt(150)));
      }
    }
    replicas.forEach(Replica::wake);
    nodes.add(calm);
    nodes.forEach(node -> node.refuseList(false));
    nodes.forEach(FakeNode::beat);

    List<String> everyone = new ArrayList<>(USERS);
    everyone.addAll(STEADY);
    Map<String, String> expected = expected(everyone);
    for (Replica replica : replicas) {
      eventually().untilAsserted(() -> assertThat(shown(replica, everyone)).isEqualTo(expected));
    }
    assertNoGhosts();
    assertSteadyNeverWent();
    assertVersionsRise(everyone);
    System.out.println(opened + " sessions, " + killed + " kills, " + flushed + " flushes");
  }

  private void disturb() throws IOException {
    FakeNode node = any(nodes);
    switch (Integer.valueOf(random.nextInt(100))) {
      case 0 -> node.trim();
      case 1 -> kill(node);
      case 2 -> flush();
      case 3 -> any(replicas).pause();
      case 4, 5 -> replicas.forEach(Replica::wake);
      case 6 -> node.refuseList(true);
      case 7, 8 -> node.refuseList(false);
      case 9 -> node.unheard(() -> open(node));
      case 10 -> node.unheard(() -> close(node, "closed"));
      case Integer n when n < 45 -> open(node);
      case Integer n when n < 65 -> close(node, "closed");
      case Integer n when n < 72 -> close(node, "logout");
      case Integer n when n < 85 -> reconnect(node);
      default -> change(node);
    }
  }

  private void open(FakeNode node) {
    opened++;
    node.open("s" + opened, any(USERS));
  }

  private void close(FakeNode node, String reason) {
    session(node).forEach(session -> node.close(session, reason));
  }

  private void reconnect(FakeNode node) {
    for (String session : session(node)) {
      String user = node.users().getOrDefault(session, "");
      node.close(session);
      opened++;
      any(nodes).open("s" + opened, user);
    }
  }

  private void change(FakeNode node) {
    for (String session : session(node)) {
      if (random.nextBoolean()) {
        node.away(session);
      } else {
        node.online(session);
      }
    }
  }

  private void kill(FakeNode node) {
    if (killed < 3) {
      killed++;
      node.freeze();
      nodes.remove(node);
      nodes.add(stage.node());
    }
  }

  private void flush() throws IOException {
    if (flushed < 3) {
      flushed++;
      stage.server().flush();
    }
  }

  private List<String> session(FakeNode node) {
    List<String> open = node.openSessions().stream().sorted().toList();
    return open.isEmpty() ? List.of() : List.of(any(open));
  }

  private Map<String, String> expected(List<String> users) {
    Map<String, String> states = new HashMap<>();
    users.forEach(user -> states.put(user, "offline"));
    for (FakeNode node : nodes) {
      Map<String, String> owners = node.users();
      node.states()
          .forEach(
              (session, state) ->
                  states.merge(owners.getOrDefault(session, ""), state, this::better));
    }
    return states;
  }

  private String better(String one, String other) {
    List<String> order = List.of("offline", "away", "online");
    return order.indexOf(one) >= order.indexOf(other) ? one : other;
  }

  private static Map<String, String> shown(Replica replica, List<String> users) {
    return replica.look(users.toArray(String[]::new)).stream()
        .collect(
            Collectors.toMap(
                one -> one.user().value(),
                one -> one.state().name().toLowerCase(java.util.Locale.ROOT)));
  }

  private void assertNoGhosts() {
    Map<String, String> sessions = new HashMap<>();
    nodes.forEach(node -> sessions.putAll(node.users()));
    eventually()
        .untilAsserted(
            () -> assertThat(stage.redis().hgetall("socket_user_map")).isEqualTo(sessions));
    assertThat(stage.redis().smembers("online_users")).isEqualTo(Set.copyOf(sessions.values()));
  }

  private void assertSteadyNeverWent() {
    for (String user : STEADY) {
      assertThat(stage.watcher().states(user)).isNotEmpty().containsOnly("online");
    }
  }

  private void assertVersionsRise(List<String> users) {
    for (String user : users) {
      assertThat(stage.watcher().of(user).stream().map(Presence::version).toList())
          .doesNotHaveDuplicates()
          .isSorted();
    }
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static void wait(Duration pause) {
    Awaitility.await().pollDelay(pause).until(() -> true);
  }
}
