package io.parley.chat.mutant;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.frame.Position;
import io.parley.common.id.ConversationId;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Checker;
import io.parley.prove.check.Verdict;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Four people in two conversations on two nodes: bursts from all at once, resends, cuts and
/// resumes, marks, all drawn from a seed; then everything is read, and the checker judges.
final class Traffic implements AutoCloseable {

  private static final int ROUNDS = 8;
  private static final int PEOPLE = 4;
  private static final int MOST_AT_ONCE = 9;

  private final Random random;
  private final Recorder.InMemory recorder;
  private final List<ChatNode> nodes;
  private final List<Client> clients = new ArrayList<>();
  private final List<Readings> readings = new ArrayList<>();
  private final List<ConversationId> conversations = new ArrayList<>();

  /// @param nodes two on the same stores
  /// @param misread what a node makes of the position that a client names
  Traffic(
      long seed,
      Recorder.InMemory recorder,
      FakeAuth auth,
      List<ChatNode> nodes,
      UnaryOperator<Position> misread) {
    this.random = new Random(seed);
    this.recorder = recorder;
    this.nodes = nodes;
    recorder.write(new RunEntry.Begun(0, seed, "MutantIT", "2 chat nodes in one JVM", "this one"));
    for (int i = 0; i < PEOPLE; i++) {
      var user = auth.user("p" + i);
      var token = auth.token(user);
      clients.add(new Client(recorder, user, token, misread));
      // Reads on the other node, which knows less
      readings.add(new Readings(recorder, user, RestClient.of(node(i + 1), token)));
    }
    var first = RestClient.of(node(0), auth.token(clients.getFirst().user()));
    for (int i = 0; i < 2; i++) {
      create(first);
    }
    for (int i = 0; i < PEOPLE; i++) {
      clients.get(i).open(node(i), name(i));
    }
  }

  private ChatNode node(int of) {
    return nodes.get(of % nodes.size());
  }

  private String name(int of) {
    return "chat-" + (of % nodes.size() + 1);
  }

  private void create(RestClient rest) {
    long at = recorder.now();
    var others = clients.stream().skip(1).map(Client::user).toArray();
    var id = new ConversationId(rest.create("group", others));
    var members = clients.stream().map(Client::user).toList();
    recorder.write(new CallEntry.Created(at, id, members));
    var epoch = rest.get("/api/conversations/{id}", id.value()).text("/epoch");
    clients.forEach(client -> client.knows(id, epoch));
    conversations.add(id);
  }

  /// Runs it all.
  ///
  /// @param patience how long the last events may take to reach everybody
  Verdict run(Duration patience, Allowances allowances) {
    for (int round = 0; round < ROUNDS; round++) {
      var absent = random.nextInt(PEOPLE);
      clients.get(absent).cut();
      everybodyElseSends(absent);
      clients.get(absent).open(node(round), name(round));
      cutAmidABurst(random.nextInt(PEOPLE), round);
      mark();
    }
    // The last word is one node's alone: nothing that comes later shows the other that it lacks it
    clients.getFirst().burst(conversations.getFirst(), 1);
    clients.getFirst().settle();
    awaitArrival(patience);
    recorder.write(new RunEntry.Settled(recorder.now()));
    readings.forEach(person -> conversations.forEach(person::all));
    return new Checker(allowances).check(recorder.history());
  }

  private void everybodyElseSends(int absent) {
    var conversation = conversations.get(random.nextInt(conversations.size()));
    for (int i = 0; i < PEOPLE; i++) {
      if (i != absent) {
        clients.get(i).burst(conversation, 1 + random.nextInt(MOST_AT_ONCE));
      }
    }
    for (int i = 0; i < PEOPLE; i++) {
      if (i != absent) {
        clients.get(i).settle();
      }
    }
  }

  private void cutAmidABurst(int who, int round) {
    var client = clients.get(who);
    client.burst(conversations.get(random.nextInt(conversations.size())), MOST_AT_ONCE);
    client.cut();
    client.open(node(round + 1), name(round + 1));
    client.settle();
  }

  private void mark() {
    for (var conversation : conversations) {
      long head = head(conversation);
      readings.forEach(person -> person.mark(conversation, head));
    }
  }

  /// The highest sequence that anybody had acknowledged.
  private long head(ConversationId conversation) {
    return clients.stream().mapToLong(client -> client.acked(conversation)).max().orElse(0);
  }

  private void awaitArrival(Duration patience) {
    try {
      Awaitility.await().atMost(patience.toMillis(), TimeUnit.MILLISECONDS).until(this::arrived);
    } catch (ConditionTimeoutException _) {
      // Whether that is too late is for the checker to say
    }
  }

  private boolean arrived() {
    return conversations.stream()
        .allMatch(
            conversation ->
                clients.stream().allMatch(client -> client.has(conversation, head(conversation))));
  }

  /// Leaves, so that nodes need not wait for anybody when they go.
  @Override
  public void close() {
    clients.forEach(Client::cut);
  }
}
