package io.parley.prove.check;

import io.parley.common.bus.Presence;
import io.parley.common.frame.Position;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Digest;
import io.parley.prove.history.Entry;
import io.parley.prove.history.Event;
import io.parley.prove.history.History;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A server that keeps every promise, simulated, with clients, cuts, kills, rolls, joins and
/// removals drawn from a seed: what it writes down is a history without a violation.
public final class Simulation {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final UserId STRANGER = new UserId("eve");

  private final Random random;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Room> rooms = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();
  private long now;
  private long calls;
  private long sessions;
  private long versions;
  private long faults;

  private static final class Room {
    private final ConversationId id;
    private final List<Event> log = new ArrayList<>();
    private final Set<Person> members = new LinkedHashSet<>();

    Room(String id) {
      this.id = new ConversationId(id);
    }

    long head() {
      return log.size();
    }
  }

  private static final class Person {
    private final UserId id;
    private final List<Socket> sockets = new ArrayList<>();
    private final Map<Room, long[]> marks = new HashMap<>();
    private int messages;

    Person(String id) {
      this.id = new UserId(id);
    }
  }

  private static final class Socket {
    private final String name;
    private final Person person;
    private final Map<Room, Long> positions = new HashMap<>();

    Socket(String name, Person person) {
      this.name = name;
      this.person = person;
    }
  }

  private record Letter(Person from, Room to, String clientMessageId, String digest) {}

  private Simulation(long seed) {
    random = new Random(seed);
  }

  public static History run(long seed) {
    var simulation = new Simulation(seed);
    simulation.begin(seed);
    for (int i = 0; i < 250; i++) {
      simulation.step();
    }
    simulation.end();
    return History.of(simulation.entries);
  }

  private void begin(long seed) {
    write(new RunEntry.Begun(0, seed, "a test", "simulated", "none"));
    write(new RunEntry.ConcernSeen(tick(), "events", "insert", "majority", 5_000L));
    for (int i = 0; i < 5; i++) {
      people.add(new Person("user" + i));
    }
    for (int i = 0; i < 3; i++) {
      var room = new Room("room" + i);
      people.stream().filter(_ -> random.nextInt(4) > 0).forEach(room.members::add);
      room.members.add(people.getFirst());
      rooms.add(room);
      long at = tick();
      write(new CallEntry.Created(at, room.id, room.members.stream().map(it -> it.id).toList()));
    }
    people.forEach(this::open);
    open(people.get(1));
    write(new SessionEntry.Opened(tick(), "stranger", STRANGER, "gateway-1", false));
  }

  private void step() {
    now += random.nextInt(300) * MILLI;
    int luck = random.nextInt(100);
    if (luck < 40) {
      send();
    } else if (luck < 55) {
      mark();
    } else if (luck < 60) {
      sendTwoAtOnce();
    } else if (luck < 66) {
      loseAnswer();
    } else if (luck < 72) {
      refuse();
    } else if (luck < 76) {
      reuse();
    } else if (luck < 80) {
      sendByRest();
    } else if (luck < 84) {
      cut();
    } else if (luck < 88) {
      joinOrLeave();
    } else if (luck < 91) {
      goAndComeBack();
    } else if (luck < 94) {
      roll();
    } else if (luck < 97) {
      kill();
    } else if (luck < 98) {
      storeAway();
    } else {
      redisAway();
    }
  }

  private long tick() {
    now += MILLI + random.nextInt(3) * MILLI;
    return now;
  }

  private void write(Entry entry) {
    entries.add(entry);
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Socket anySocket() {
    return any(people.stream().flatMap(person -> person.sockets.stream()).toList());
  }

  private @Nullable Room anyRoom(Person of) {
    var mine = rooms.stream().filter(room -> room.members.contains(of)).toList();
    return mine.isEmpty() ? null : any(mine);
  }

  private static Letter letter(Person from, Room to) {
    var id = "m" + from.messages++;
    return new Letter(from, to, id, Digest.of(from.id + id));
  }

  private CallEntry.Sent say(Letter letter, @Nullable Socket on) {
    var sent =
        new CallEntry.Sent(
            tick(),
            ++calls,
            letter.from().id,
            on == null ? CallEntry.Via.REST : CallEntry.Via.SOCKET,
            on == null ? null : on.name,
            "gateway-1",
            letter.to().id,
            new ClientMessageId(letter.clientMessageId()),
            letter.digest());
    write(sent);
    return sent;
  }

  private Event store(Letter letter) {
    var room = letter.to();
    long sequence = room.head() + 1;
    var event =
        new Event(
            sequence,
            Event.MESSAGE,
            room.id + "-" + sequence,
            new ClientMessageId(letter.clientMessageId()),
            letter.from().id,
            null,
            letter.digest());
    room.log.add(event);
    write(new RunEntry.Written(tick(), room.id, sequence));
    var marks = marks(letter.from(), room);
    marks[0] = sequence;
    marks[1] = sequence;
    return event;
  }

  private long[] marks(Person person, Room room) {
    return person.marks.computeIfAbsent(room, _ -> new long[2]);
  }

  private void ack(CallEntry.Sent sent, Event event, boolean duplicate) {
    write(
        new CallEntry.Acked(
            tick(), sent.call(), "" + event.message(), event.sequence(), duplicate));
  }

  /// Gives an event to every session of every member but one.
  private void fanOut(Room room, Event event, @Nullable Socket except) {
    for (var member : room.members) {
      for (var socket : member.sockets) {
        socket.positions.put(room, event.sequence());
        if (socket != except) {
          write(new SessionEntry.Received(tick(), socket.name, room.id, event));
        }
      }
    }
  }

  private void send() {
    var socket = anySocket();
    var room = anyRoom(socket.person);
    if (room != null) {
      deliver(letter(socket.person, room), socket);
    }
  }

  private void deliver(Letter letter, Socket socket) {
    var sent = say(letter, socket);
    var event = store(letter);
    ack(sent, event, false);
    fanOut(letter.to(), event, socket);
  }

  /// Two people write at the same time: either may come first.
  private void sendTwoAtOnce() {
    var one = anySocket();
    var other = anySocket();
    var room = anyRoom(one.person);
    if (room == null || one.person == other.person || !room.members.contains(other.person)) {
      return;
    }
    var first = letter(one.person, room);
    var second = letter(other.person, room);
    var firstSent = say(first, one);
    var secondSent = say(second, other);
    if (random.nextBoolean()) {
      var event = store(first);
      var next = store(second);
      ack(secondSent, next, false);
      ack(firstSent, event, false);
      fanOut(room, event, one);
      fanOut(room, next, other);
    } else {
      var event = store(second);
      ack(secondSent, event, false);
      fanOut(room, event, other);
      var next = store(first);
      ack(firstSent, next, false);
      fanOut(room, next, one);
    }
  }

  private void sendByRest() {
    var person = any(people);
    var room = anyRoom(person);
    if (room != null) {
      var letter = letter(person, room);
      var sent = say(letter, null);
      var event = store(letter);
      fanOut(room, event, null);
      ack(sent, event, false);
    }
  }

  /// The socket breaks before the answer; what was sent may be stored or not.
  private void loseAnswer() {
    var socket = anySocket();
    var room = anyRoom(socket.person);
    if (room == null) {
      return;
    }
    var letter = letter(socket.person, room);
    var next = letter(socket.person, room);
    var sent = say(letter, socket);
    var nextSent = say(next, socket);
    long position = socket.positions.getOrDefault(room, 0L);
    var event = random.nextBoolean() ? store(letter) : null;
    close(socket, 1006, SessionEntry.End.FAULT);
    if (event != null) {
      fanOut(room, event, null);
      socket.positions.put(room, position);
    }
    write(new CallEntry.Unanswered(tick(), sent.call()));
    write(new CallEntry.Unanswered(tick(), nextSent.call()));
    var back = resume(socket);
    if (event == null) {
      deliver(letter, back);
    } else {
      ack(say(letter, back), event, true);
    }
    deliver(next, back);
  }

  private void refuse() {
    var socket = anySocket();
    var room = anyRoom(socket.person);
    if (room != null) {
      var letter = letter(socket.person, room);
      var sent = say(letter, socket);
      write(new CallEntry.Refused(tick(), sent.call(), ProblemType.TRY_AGAIN, 500L));
      deliver(letter, socket);
    }
  }

  private void reuse() {
    var socket = anySocket();
    var room = anyRoom(socket.person);
    if (room != null) {
      var letter = letter(socket.person, room);
      deliver(letter, socket);
      var other = new Letter(socket.person, room, letter.clientMessageId(), Digest.of("other"));
      var sent = say(other, socket);
      write(new CallEntry.Refused(tick(), sent.call(), ProblemType.CLIENT_MESSAGE_ID_REUSED, null));
    }
  }

  private Socket open(Person person) {
    var socket = new Socket("s" + ++sessions, person);
    write(new SessionEntry.Opened(tick(), socket.name, person.id, "gateway-1", false));
    rooms.forEach(room -> socket.positions.put(room, room.head()));
    person.sockets.add(socket);
    present(person);
    watch(socket);
    return socket;
  }

  private void present(Person person) {
    write(new RunEntry.PresenceTruth(now, person.id, RunEntry.Truth.ONLINE));
  }

  private void watch(Socket socket) {
    write(
        new SessionEntry.Watched(
            tick(), socket.name, people.stream().map(person -> person.id).toList()));
  }

  private void show(Person person, Presence.State state) {
    versions++;
    for (var watcher : people) {
      for (var socket : watcher.sockets) {
        write(new SessionEntry.PresenceSeen(tick(), socket.name, person.id, state, versions));
      }
    }
    long asked = now;
    write(
        new ReadingEntry.PresenceRead(
            tick(), asked, people.getFirst().id, person.id, state, versions));
  }

  private void close(Socket socket, int code, SessionEntry.End by) {
    long heard = now;
    write(new SessionEntry.Closed(tick(), socket.name, code, by, heard));
    socket.person.sockets.remove(socket);
  }

  /// Comes back where the socket was, and gets what it lacks.
  private Socket resume(Socket before) {
    var socket = new Socket("s" + ++sessions, before.person);
    write(new SessionEntry.Opened(tick(), socket.name, socket.person.id, "gateway-1", true));
    var positions = new HashMap<ConversationId, Position>();
    var mine = rooms.stream().filter(room -> room.members.contains(before.person)).toList();
    for (var room : mine) {
      positions.put(room.id, new Position("e1", before.positions.getOrDefault(room, room.head())));
    }
    write(new SessionEntry.ResumeAsked(tick(), socket.name, positions));
    for (var room : mine) {
      long from = before.positions.getOrDefault(room, room.head());
      if (random.nextInt(10) == 0) {
        write(new SessionEntry.Resynced(tick(), socket.name, room.id, "e1", 1, room.head()));
      } else {
        for (var event : room.log.subList((int) from, room.log.size())) {
          write(new SessionEntry.Received(tick(), socket.name, room.id, event));
        }
        write(new SessionEntry.Resumed(tick(), socket.name, room.id, "e1", room.head()));
      }
    }
    rooms.forEach(room -> socket.positions.put(room, room.head()));
    write(new SessionEntry.AllResumed(tick(), socket.name));
    socket.person.sockets.add(socket);
    present(socket.person);
    watch(socket);
    return socket;
  }

  private void cut() {
    var socket = anySocket();
    close(socket, 1006, SessionEntry.End.FAULT);
    send();
    resume(socket);
  }

  private void joinOrLeave() {
    var room = any(rooms);
    var person = any(people);
    if (!room.members.contains(person)) {
      write(new CallEntry.JoinAsked(tick(), room.id, List.of(person.id)));
      room.members.add(person);
      for (var socket : person.sockets) {
        write(new SessionEntry.Added(tick(), socket.name, room.id));
      }
      var marks = marks(person, room);
      marks[0] = Math.max(marks[0], room.head() + 1);
      marks[1] = marks[0];
      membership(room, person, "member.joined");
    } else if (room.members.size() > 2) {
      room.members.remove(person);
      membership(room, person, "member.left");
      for (var socket : person.sockets) {
        write(new SessionEntry.Removed(tick(), socket.name, room.id, "removed"));
      }
    }
  }

  private void membership(Room room, Person person, String type) {
    var event = new Event(room.head() + 1, type, null, null, people.getFirst().id, person.id, null);
    room.log.add(event);
    write(new RunEntry.Written(tick(), room.id, event.sequence()));
    fanOut(room, event, null);
  }

  private void mark() {
    var person = any(people);
    var room = anyRoom(person);
    if (room == null) {
      return;
    }
    long said = tick();
    long huge = random.nextInt(4) == 0 ? 1L << 40 : random.nextLong(room.head() + 1);
    write(new CallEntry.Marked(said, person.id, room.id, null, huge));
    var marks = marks(person, room);
    marks[1] = Math.max(marks[1], Math.min(huge, room.head()));
    marks[0] = Math.max(marks[0], marks[1]);
    for (var member : room.members) {
      for (var socket : member.sockets) {
        write(
            new SessionEntry.MarksSeen(
                tick(), socket.name, room.id, person.id, marks[0], marks[1]));
      }
    }
    write(new ReadingEntry.Standing(tick(), said, person.id, room.id, marks[0], marks[1], null));
  }

  private void goAndComeBack() {
    var person = any(people);
    var socket = any(person.sockets);
    close(socket, 1005, SessionEntry.End.CLIENT);
    if (person.sockets.isEmpty()) {
      write(new RunEntry.PresenceTruth(now, person.id, RunEntry.Truth.LEFT));
      if (random.nextBoolean()) {
        now += 6 * SECOND;
        show(person, Presence.State.OFFLINE);
        now += 40 * SECOND;
      } else {
        now += 2 * SECOND;
      }
    }
    resume(socket);
    if (person.sockets.size() == 1) {
      show(person, Presence.State.ONLINE);
    }
  }

  private long fault(RunEntry.Fault kind, String target) {
    write(new RunEntry.FaultBegun(tick(), ++faults, kind, target, null));
    return faults;
  }

  private void roll() {
    long fault = fault(RunEntry.Fault.ROLL, "chat-1");
    var socket = anySocket();
    close(socket, random.nextBoolean() ? 1001 : 4000, SessionEntry.End.SERVER);
    send();
    now += 3 * SECOND;
    resume(socket);
    write(new RunEntry.Exited(tick(), "chat-1", 0, 2_900));
    write(new RunEntry.FaultEnded(tick(), fault));
  }

  private void kill() {
    long fault = fault(RunEntry.Fault.KILL, "chat-2");
    var socket = anySocket();
    close(socket, 1006, SessionEntry.End.SERVER);
    now += SECOND;
    resume(socket);
    write(new RunEntry.FaultEnded(tick(), fault));
  }

  private void storeAway() {
    var socket = anySocket();
    var room = anyRoom(socket.person);
    if (room == null) {
      return;
    }
    long fault = fault(RunEntry.Fault.AWAY, "mongo-1");
    var letter = letter(socket.person, room);
    var sent = say(letter, socket);
    now += 20 * SECOND;
    write(new CallEntry.Refused(tick(), sent.call(), ProblemType.TRY_AGAIN, 1_000L));
    write(new RunEntry.FaultEnded(tick(), fault));
    now += 3 * SECOND;
    deliver(letter, socket);
  }

  /// Events come late, within what is allowed.
  private void redisAway() {
    boolean silent = random.nextBoolean();
    var socket = anySocket();
    var room = anyRoom(socket.person);
    if (room == null) {
      return;
    }
    long fault = fault(silent ? RunEntry.Fault.BLACK_HOLE : RunEntry.Fault.AWAY, "redis-1");
    var letter = letter(socket.person, room);
    var sent = say(letter, socket);
    var event = store(letter);
    ack(sent, event, false);
    now += silent ? 9 * SECOND : 14 * SECOND;
    fanOut(room, event, socket);
    write(new RunEntry.FaultEnded(tick(), fault));
  }

  private void end() {
    now += 60 * SECOND;
    write(new RunEntry.Settled(tick()));
    for (var room : rooms) {
      for (var member : room.members) {
        long asked = tick();
        write(
            new ReadingEntry.LogRead(
                tick(), asked, member.id, room.id, "e1", 1, room.head(), List.copyOf(room.log)));
        write(
            new ReadingEntry.HistoryRead(
                tick(),
                asked,
                member.id,
                room.id,
                room.log.stream().filter(Event::showsMessage).toList()));
        var marks = marks(member, room);
        long unread =
            room.log.stream()
                .filter(event -> event.showsMessage() && event.sequence() > marks[1])
                .count();
        write(
            new ReadingEntry.Standing(
                tick(), asked, member.id, room.id, marks[0], marks[1], unread));
      }
    }
  }
}
