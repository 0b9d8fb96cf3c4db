package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.Commands;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// D17: 5,000 sockets on two nodes are cut at once and come back as clients do it, again after some
/// seconds when they were sent away. 99 % of them are resumed within 60 s, at two reads each.
@Timeout(300)
class StormIT {

  private static final int USERS = 500;
  private static final int SOCKETS = 5_000;
  private static final int ROOM = 50;
  private static final int AT_ONCE = 500;
  private static final double SHARE = 0.99;
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int SHORTEST_PAUSE_MILLIS = 1_000;
  private static final int LONGEST_PAUSE_MILLIS = 3_000;

  private final AtomicInteger sentAway = new AtomicInteger();
  private List<ChatNode> nodes = List.of();

  /// @param room its epoch by its id
  private record Person(String token, Map.Entry<String, String> room) {}

  @Test
  void stormWhenAllAreCutAtOnceThenNearlyAllAreResumedInTime() throws Exception {
    var commands = new Commands();
    try (var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("PARLEY_LIMIT_SOCKETS", "0");
      try (var one = commands.node(settings);
          var two = commands.node(settings);
          var clients = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
        nodes = List.of(one, two);
        var people = people(auth, one);
        var before = all(clients.invokeAll(each(n -> () -> open(n, people.get(n % USERS), 0))));
        rooms(people)
            .forEach((room, token) -> RestClient.of(one, token).send(room, "m1", "missed"));
        commands.clear();

        before.forEach(TestSocket::cut);
        long cut = System.nanoTime();
        var back =
            clients.invokeAll(
                each(n -> () -> open(n, people.get(n % USERS), 0)),
                WITHIN.toSeconds(),
                TimeUnit.SECONDS);

        var resumed = all(back.stream().filter(task -> !task.isCancelled()).toList());
        System.out.printf(
            "%d of %d sockets resumed in %d ms, %d times sent away, %d reads%n",
            resumed.size(),
            SOCKETS,
            Duration.ofNanos(System.nanoTime() - cut).toMillis(),
            sentAway.get(),
            commands.reads().size());
        assertThat(resumed).hasSizeGreaterThanOrEqualTo((int) (SOCKETS * SHARE));
        assertThat(resumed)
            .allSatisfy(
                socket ->
                    assertThat(socket.all("message"))
                        .singleElement()
                        .satisfies(frame -> assertThat(frame.get("sequence").longValue()).isOne()));
        assertThat(commands.reads()).as("reads").hasSizeLessThanOrEqualTo(2 * SOCKETS);
        resumed.forEach(TestSocket::cut);
      }
    }
  }

  private static List<Person> people(FakeAuth auth, ChatNode node) {
    var users = IntStream.range(0, USERS).mapToObj(n -> auth.user("user" + n)).toList();
    var people = new ArrayList<Person>();
    for (int first = 0; first < USERS; first += ROOM) {
      var members = users.subList(first, first + ROOM);
      var made =
          RestClient.of(node, auth.token(members.getFirst()))
              .post(
                  Map.of("kind", "group", "members", members.stream().map(UserId::value).toList()),
                  "/api/conversations")
              .isStatus(201);
      var room = Map.entry(made.text("/id"), made.text("/epoch"));
      members.forEach(member -> people.add(new Person(auth.token(member), room)));
    }
    return people;
  }

  private static Map<String, String> rooms(List<Person> people) {
    var rooms = new HashMap<String, String>();
    people.forEach(person -> rooms.putIfAbsent(person.room().getKey(), person.token()));
    return rooms;
  }

  private TestSocket open(int number, Person person, long position) throws InterruptedException {
    while (true) {
      try {
        var socket = TestSocket.resuming(nodes.get(number % nodes.size()), person.token());
        socket.say(
            "{'type':'resume','ref':'all','positions':{'%s':{'epoch':'%s','sequence':%d}}}",
            person.room().getKey(), person.room().getValue(), position);
        socket.await(frame -> "all".equals(frame.path("ref").stringValue("")), "resumed");
        return socket;
      } catch (CompletionException refused) {
        assertThat(refused).hasMessageContaining("503");
        sentAway.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(
            ThreadLocalRandom.current().nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
      }
    }
  }

  private interface Visit {
    Callable<TestSocket> of(int number);
  }

  private static List<Callable<TestSocket>> each(Visit visit) {
    return IntStream.range(0, SOCKETS).mapToObj(visit::of).toList();
  }

  private static List<TestSocket> all(List<Future<TestSocket>> tasks)
      throws InterruptedException, ExecutionException {
    var all = new ArrayList<TestSocket>();
    for (var task : tasks) {
      all.add(task.get());
    }
    return all;
  }
}
