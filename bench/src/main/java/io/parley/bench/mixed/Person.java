package io.parley.bench.mixed;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.parley.bench.dialect.ParleyDialect;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Line;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import io.parley.bench.talk.Answers;
import io.parley.bench.talk.Lane;
import io.parley.bench.talk.Stamp;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A user with all that they do. Used on their event loop.
final class Person implements Line.Listener {

  private static final String BODY = "The quick brown fox jumps over the lazy dog";
  private static final ParleyDialect DIALECT = new ParleyDialect();

  /// So long a client waits before it asks again for what did not come.
  private static final Duration UNTIL_AGAIN = Duration.ofSeconds(1);

  private final User user;
  private final URI entrance;
  private final List<String> contacts;
  private final Surroundings around;
  private final EventLoop loop;
  private final Answers answers;
  private final Ear ear;
  private final Errands errands;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private CompletableFuture<Person> arrival = new CompletableFuture<>();
  private Whereabouts where = Whereabouts.AWAY;
  private @Nullable Line line;
  private @Nullable ScheduledFuture<?> returning;
  private volatile @Nullable String end;
  private long opened;
  private boolean isDistracted;

  private enum Whereabouts {
    AWAY,
    COMING,
    HERE,
    ENDED
  }

  /// @param rooms where they are a member
  /// @param contacts whose presence they watch
  Person(User user, List<Room> rooms, List<String> contacts, URI entrance, Surroundings around) {
    this.user = user;
    this.entrance = entrance;
    this.contacts = contacts;
    this.around = around;
    this.loop = around.sockets().loopOf(user.number());
    this.answers = new Answers(loop, around.talk().tallyOf(user.number()), this::flush);
    this.errands = new Errands(user.token(), around.asker(), around.timings());
    this.ear = new Ear(this, places, answers, around);
    rooms.forEach(room -> places.put(room.id(), new Place(this, room)));
  }

  String id() {
    return user.id();
  }

  int number() {
    return user.number();
  }

  Errands errands() {
    return errands;
  }

  /// Ids of those whom they know.
  List<String> contacts() {
    return contacts;
  }

  List<Place> places() {
    return List.copyOf(places.values());
  }

  boolean isHere() {
    return where == Whereabouts.HERE;
  }

  /// Whether they will come by themselves.
  boolean isAway() {
    return where == Whereabouts.AWAY || where == Whereabouts.COMING;
  }

  /// Whether they may go without leaving anything undone.
  boolean isIdle() {
    return isHere() && places.values().stream().allMatch(Place::isIdle);
  }

  /// Why their socket ended; null as long as none did that should not.
  @Nullable String end() {
    return end;
  }

  /// They look at their conversations, open a socket and go on from where they were. Completes when
  /// everything that they missed has come.
  CompletableFuture<Person> come() {
    where = Whereabouts.COMING;
    arrival = new CompletableFuture<>();
    askForList();
    return arrival;
  }

  private void askForList() {
    errands.list().thenAccept(list -> loop.execute(() -> open(list)));
  }

  private void open(Optional<String> list) {
    if (list.isEmpty()) {
      later(UNTIL_AGAIN, this::askForList);
      return;
    }
    places.values().forEach(place -> place.beginBy(list.get()));
    opened = around.timings().now();
    around.timings().begun(Deed.RESUME, opened);
    var next = new Line(this);
    line = next;
    around.sockets().open(number(), opening(), next);
  }

  private Dialect.Opening opening() {
    var plain = DIALECT.opening(entrance, user, new Company(List.of(), List.of()));
    return new Dialect.Opening(URI.create(plain.address() + "?resume=1"), plain.headers());
  }

  /// The socket is open.
  void resume() {
    var positions = new LinkedHashMap<String, Frames.Position>();
    places.forEach((id, place) -> positions.put(id, place.position()));
    say(Frames.resume(positions));
  }

  /// All that they missed has come.
  void arrived() {
    where = Whereabouts.HERE;
    isDistracted = false;
    around.timings().answered(Deed.RESUME, opened);
    ear.watching(contacts.size());
    say(Frames.watch(contacts));
    arrival.complete(this);
  }

  /// They are gone for a while, as if the network had failed.
  void leave(Duration time) {
    where = Whereabouts.AWAY;
    hangUp();
    returning = loop.schedule(this::come, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Who is away comes at once.
  void comeBack() {
    var planned = returning;
    if (planned != null && planned.cancel(false)) {
      come();
    }
  }

  void hangUp() {
    var open = line;
    line = null;
    if (open != null) {
      open.hangUp();
    }
  }

  @Override
  public void hear(ByteBuf text) {
    ear.hear(text);
  }

  @Override
  public void ended(String reason) {
    where = Whereabouts.ENDED;
    line = null;
    if (end == null) {
      end = reason;
    }
    arrival.completeExceptionally(new IllegalStateException(reason));
  }

  /// They turn to something else, or back.
  void turn() {
    isDistracted = !isDistracted;
    var state = isDistracted ? "away" : "online";
    around.sightings().show(Deed.PRESENCE, id() + " " + state, 0);
    say(Frames.presence(state));
  }

  void type(Place place) {
    around.sightings().show(Deed.TYPING, mine(place), 0);
    write(Frames.typing(place.conversation(), true));
  }

  void stopTyping(Place place) {
    write(Frames.typing(place.conversation(), false));
  }

  void send(Place place, Room room, Lane lane, long due) {
    // It marks what is before it, so others may see that of this cause
    around.sightings().forget(Deed.DELIVERED, mine(place));
    around.sightings().forget(Deed.READ, mine(place));
    answers.expect(lane, due);
    write(DIALECT.send(room, Stamp.of(due), BODY));
  }

  /// @param field of the frame, and the kind of the deed
  void mark(Place place, String field, long sequence) {
    if (isHere()) {
      around.sightings().show(field, mine(place), sequence);
      say(Frames.mark(place.conversation(), field, sequence));
    }
  }

  void later(Duration time, Runnable deed) {
    loop.schedule(deed, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  void flush() {
    var open = line;
    if (open != null) {
      open.flush();
    }
  }

  private void say(String frame) {
    write(frame);
    flush();
  }

  private void write(String frame) {
    var open = line;
    if (open != null) {
      open.write(frame);
    }
  }

  private String mine(Place place) {
    return id() + " " + place.conversation();
  }
}
