package io.parley.bench.mixed;

import io.netty.channel.EventLoop;
import io.parley.bench.deed.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/// What people do of their own accord, beside typing before and marking after a message: so often
/// for each thousand messages of all. Used from one thread; the deeds are done on their event loop.
final class Habits {

  /// How long somebody types before they send.
  static final Duration TYPING = Duration.ofSeconds(2);

  private static final double MESSAGES = 1_000;
  private static final double LEAVINGS = 4;
  private static final double READINGS = 20;
  private static final double TURNS_AWAY = 20;
  private static final double LOOKS_AT_SOMEBODY = 20;
  private static final int UPWARDS_ONE_IN = 4;

  /// A network that changes: others see nothing of it. One in ten is away for longer than they are
  /// kept online for.
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final Duration LONG = Duration.ofSeconds(15);
  private static final int LONG_ONE_IN = 10;
  private static final int LOOKS_FOR_SOMEBODY = 16;

  private final List<Person> persons;
  private final Random random;
  private final List<Regular> regulars = new ArrayList<>();

  private record Regular(Pace pace, double oneMessageIn) {}

  /// @param loop of these persons
  Habits(List<Person> persons, EventLoop loop, LongSupplier clock, Random random) {
    this.persons = List.copyOf(persons);
    this.random = random;
    add(new Pace(loop, clock, random, this::leave), LEAVINGS);
    add(new Pace(loop, clock, random, this::read), READINGS);
    add(new Pace(loop, clock, random, this::turn), TURNS_AWAY);
    add(new Pace(loop, clock, random, this::lookAtSomebody), LOOKS_AT_SOMEBODY);
  }

  private void add(Pace pace, double inAThousand) {
    regulars.add(new Regular(pace, inAThousand / MESSAGES));
  }

  /// @param rate messages a second, of all of these persons
  void start(double rate) {
    regulars.forEach(one -> one.pace().start(rate * one.oneMessageIn()));
  }

  void stop() {
    regulars.forEach(one -> one.pace().stop());
  }

  private void leave(long due) {
    var person = somebody();
    if (person.isIdle()) {
      person.leave(random.nextInt(LONG_ONE_IN) == 0 ? LONG : SHORT);
    }
  }

  private void read(long due) {
    var person = somebody();
    var places = person.places();
    person
        .errands()
        .read(places.get(random.nextInt(places.size())), random.nextInt(UPWARDS_ONE_IN) == 0, due);
  }

  private void turn(long due) {
    var person = somebody();
    if (person.isHere()) {
      person.turn();
    }
  }

  private void lookAtSomebody(long due) {
    var person = somebody();
    var contacts = person.contacts();
    person.errands().lookAt(contacts.get(random.nextInt(contacts.size())), due);
  }

  /// Rather someone who has nothing else to do.
  private Person somebody() {
    var person = anybody();
    for (int i = 0; i < LOOKS_FOR_SOMEBODY && !person.isIdle(); i++) {
      person = anybody();
    }
    return person;
  }

  private Person anybody() {
    return persons.get(random.nextInt(persons.size()));
  }
}
