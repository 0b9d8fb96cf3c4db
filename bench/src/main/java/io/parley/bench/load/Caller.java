package io.parley.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.parley.bench.talk.Answers;
import io.parley.bench.talk.Lane;
import io.parley.bench.talk.Stamp;
import io.parley.bench.talk.Tally;
import io.parley.bench.talk.Turn;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One user's socket. Used on its event loop.
final class Caller implements Line.Listener {

  private static final String BODY = "The quick brown fox jumps over the lazy dog";

  private final Dialect dialect;
  private final Tally tally;
  private final CompletableFuture<Caller> ready = new CompletableFuture<>();
  private final long begun = System.nanoTime();
  private final Line line = new Line(this);
  private final Answers answers;
  private volatile long openingNanos;
  private @Nullable String end;

  Caller(Dialect dialect, Tally tally, EventLoop loop) {
    this.dialect = dialect;
    this.tally = tally;
    this.answers = new Answers(loop, tally, line::flush);
  }

  /// What it hears by and speaks by.
  Line line() {
    return line;
  }

  /// Completes when the user may send; by an error when the socket could not be opened.
  CompletableFuture<Caller> ready() {
    return ready;
  }

  /// How long it took from the first packet until the user might send.
  long openingNanos() {
    return openingNanos;
  }

  /// Why the socket is no longer open; null while it is.
  @Nullable String end() {
    return end;
  }

  /// The user's turn in a room.
  Turn turn(Room room) {
    return new Seat(
        line, new Lane((lane, due) -> write(room, lane, due)), room.members().size() - 1);
  }

  private record Seat(Line line, Lane lane, int receivers) implements Turn {

    @Override
    public void send(long due) {
      lane.send(due);
    }

    @Override
    public void flush() {
      line.flush();
    }

    @Override
    public boolean isQuiet() {
      return lane.isQuiet();
    }
  }

  private void write(Room room, Lane lane, long due) {
    answers.expect(lane, due);
    line.write(dialect.send(room, Stamp.of(due), BODY));
  }

  @Override
  public void hear(ByteBuf text) {
    var heard = dialect.hear(text);
    switch (heard) {
      case GREETED, PINGED -> reply(heard);
      case READY -> {
        openingNanos = System.nanoTime() - begun;
        ready.complete(this);
      }
      case MESSAGE -> delivered(Stamp.read(text));
      case ACK -> answers.acknowledged(Stamp.read(text));
      case REFUSED -> answers.refused(Stamp.read(text), dialect.pauseMillis(text));
      case OTHER -> {}
    }
  }

  private void delivered(long due) {
    if (!answers.isOwn(due)) {
      tally.delivered(due);
    }
  }

  private void reply(Dialect.Heard heard) {
    var text = dialect.reply(heard);
    if (text != null) {
      line.write(text);
      line.flush();
    }
  }

  @Override
  public void ended(String reason) {
    end = reason;
    ready.completeExceptionally(new IllegalStateException(reason));
  }
}
