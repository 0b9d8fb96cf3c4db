package io.parley.bench.mixed;

import io.parley.bench.load.Room;
import io.parley.bench.mixed.Frames.Position;
import io.parley.bench.talk.Lane;
import io.parley.bench.talk.Turn;
import java.time.Duration;

/// A person's place in a conversation: what they say there and how far they got. Used on their
/// event loop.
final class Place implements Turn {

  /// As the project's SDK gathers what it marks.
  private static final Duration UNTIL_DELIVERED = Duration.ofMillis(300);

  private static final Duration UNTIL_READ = Duration.ofSeconds(3);

  private final Person person;
  private final Room room;
  private final Lane lane;
  private final Progress progress = new Progress();
  private int announced;
  private boolean deliveredIsDue;
  private boolean readIsDue;

  Place(Person person, Room room) {
    this.person = person;
    this.room = room;
    this.lane = new Lane((lane, due) -> person.send(this, room, lane, due));
  }

  String conversation() {
    return room.id();
  }

  Position position() {
    return progress.position();
  }

  /// Everything up to there is known already, or lost.
  void begin(String epoch, long sequence) {
    progress.begin(epoch, sequence);
  }

  /// Who comes for the first time knows everything up to where the list says that the log stands;
  /// an item of it begins with the id.
  void beginBy(String list) {
    int at = list.indexOf("\"id\":\"" + conversation() + "\"");
    if (progress.isUnknown() && at >= 0) {
      var item = list.substring(at);
      begin(Frames.text(item, "epoch"), Frames.number(item, "head"));
    }
  }

  /// An event came: everything below has come before.
  void reached(long sequence) {
    progress.reached(sequence);
    if (!deliveredIsDue) {
      deliveredIsDue = true;
      person.later(UNTIL_DELIVERED, this::markDelivered);
    }
    if (!readIsDue) {
      readIsDue = true;
      person.later(UNTIL_READ, this::markRead);
    }
  }

  /// A message of one's own is stored there.
  void acknowledged(long sequence) {
    progress.acknowledged(sequence);
  }

  private void markDelivered() {
    deliveredIsDue = false;
    person.mark(this, Deed.DELIVERED, position().sequence());
  }

  private void markRead() {
    readIsDue = false;
    person.mark(this, Deed.READ, position().sequence());
  }

  @Override
  public boolean isOpen() {
    return person.isHere();
  }

  @Override
  public void announce() {
    announced++;
    person.type(this);
  }

  @Override
  public void forgo() {
    announced--;
    person.stopTyping(this);
    person.flush();
  }

  @Override
  public void send(long due) {
    announced--;
    person.stopTyping(this);
    lane.send(due);
  }

  @Override
  public void flush() {
    person.flush();
  }

  @Override
  public int receivers() {
    return room.members().size() - 1;
  }

  @Override
  public boolean isQuiet() {
    return lane.isQuiet();
  }

  /// Whether nothing is about to be sent either.
  boolean isIdle() {
    return announced == 0 && lane.isQuiet();
  }
}
