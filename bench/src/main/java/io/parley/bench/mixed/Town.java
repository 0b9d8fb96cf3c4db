package io.parley.bench.mixed;

import io.parley.bench.deed.Asker;
import io.parley.bench.deed.Timings;
import io.parley.bench.deed.Timings.Timing;
import io.parley.bench.load.Company;
import io.parley.bench.load.Crowd;
import io.parley.bench.load.Load;
import io.parley.bench.load.Room;
import io.parley.bench.load.Sockets;
import io.parley.bench.load.User;
import io.parley.bench.talk.Count;
import io.parley.bench.talk.Talk;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/// People of a Parley who do all that a chat product lets them do. They are all on one event loop.
public final class Town implements Load {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 20;
  private static final int MOST_WATCHED = 200;

  private final List<Person> persons = new ArrayList<>();
  private final Sockets sockets = new Sockets(1);
  private final Surroundings around;
  private final Habits habits;

  private Town(Company company, Function<User, URI> entrance, URI rest, Random random) {
    var talk = new Talk(sockets.loops(), Habits.TYPING, random.nextLong());
    var timings = new Timings(talk.tallyOf(0)::now);
    around =
        new Surroundings(sockets, talk, new Asker(rest, timings), timings, new Sightings(timings));
    for (var user : company.users()) {
      var rooms = company.roomsOf(user);
      persons.add(
          new Person(user, rooms, contacts(company, user, rooms), entrance.apply(user), around));
    }
    persons.forEach(person -> person.places().forEach(place -> talk.seat(person.number(), place)));
    habits = new Habits(persons, sockets.loopOf(0), timings::now, random);
  }

  private static List<String> contacts(Company company, User user, List<Room> rooms) {
    var contacts = new LinkedHashSet<Integer>();
    rooms.forEach(room -> contacts.addAll(room.members()));
    contacts.remove(user.number());
    return contacts.stream()
        .limit(MOST_WATCHED)
        .map(number -> company.users().get(number).id())
        .toList();
  }

  /// Lets everyone of a company come. Returns when all are there.
  ///
  /// @param entrance of each user, by number, among those of the approach
  /// @param rest where the REST interface is
  /// @throws IllegalStateException when one of them cannot come
  public static Town gather(
      Company company, Function<Integer, Integer> entrance, URI rest, Crowd.Approach approach)
      throws InterruptedException {
    var town =
        new Town(
            company,
            user -> approach.entrances().get(entrance.apply(user.number())),
            rest,
            new Random(approach.seed()));
    try {
      town.come(approach.atOnce());
      return town;
    } catch (ExecutionException e) {
      town.close();
      throw new IllegalStateException("a user could not come: " + e.getCause(), e);
    } catch (InterruptedException e) {
      town.close();
      throw e;
    }
  }

  private void come(int atOnce) throws InterruptedException, ExecutionException {
    var free = new Semaphore(atOnce);
    for (var person : persons) {
      free.acquire();
      onLoop(() -> person.come().whenComplete((_, _) -> free.release()));
    }
    // The last ones hold all that is not free
    if (!free.tryAcquire(atOnce, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("users did not come within " + PATIENCE);
    }
    for (var end : ended().keySet()) {
      throw new ExecutionException(new IllegalStateException(end));
    }
  }

  /// How often everyone did what else there is to do, and how long it took, by kind.
  public Map<String, Timing> deeds() {
    return around.timings().result();
  }

  @Override
  public void start(double rate) {
    around.talk().start(rate);
    habits.start(rate);
  }

  @Override
  public void count() throws InterruptedException {
    around.talk().count();
    around.timings().open();
  }

  /// Who is away comes back at once.
  @Override
  public void stop() {
    around.talk().stop();
    around.timings().close();
    habits.stop();
    onLoop(() -> persons.forEach(Person::comeBack));
  }

  @Override
  public void awaitQuiet() throws InterruptedException {
    around.talk().awaitQuiet();
    around.asker().awaitQuiet();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (isSomebodyAway() && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private boolean isSomebodyAway() {
    return sockets
        .loopOf(0)
        .submit(() -> persons.stream().anyMatch(Person::isAway))
        .syncUninterruptibly()
        .getNow();
  }

  @Override
  public Count result() throws InterruptedException {
    return around.talk().result();
  }

  @Override
  public Map<String, Long> ended() {
    return persons.stream()
        .map(Person::end)
        .filter(Objects::nonNull)
        .collect(Collectors.groupingBy(end -> end, Collectors.counting()));
  }

  private void onLoop(Runnable deed) {
    sockets.loopOf(0).submit(deed).syncUninterruptibly();
  }

  @Override
  public void close() {
    onLoop(() -> persons.forEach(Person::hangUp));
    around.asker().close();
    sockets.close();
  }
}
