package io.parley.bench.micro;

import io.parley.chat.delivery.Outgoing;
import io.parley.chat.socket.wire.Outbox;
import io.parley.common.frame.ServerFrame;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What each frame to each socket pays for its place in the queue: once a delivery, so 999 times a
/// message in a room of 1,000.
@State(Scope.Thread)
public class OutboxBenchmark {

  // As chat-service has them unless told otherwise
  static final int MOST_FRAMES = 4_096;
  static final long MOST_BYTES = 4L << 20;

  private final Outgoing message = Outgoing.of(Sample.message(1));
  private final Outgoing mark = mark(1);
  private final Outgoing newerMark = mark(2);
  private final Outgoing typing =
      Outgoing.of(new ServerFrame.Typing(Sample.CONVERSATION, Sample.SENDER, true));
  private final Outbox outbox = new Outbox(MOST_FRAMES, MOST_BYTES);
  private final Outbox brim = filled();
  private final Outbox full = filled();
  private final Outbox narrow =
      new Outbox(MOST_FRAMES, message.bytes().length + typing.bytes().length - 1);

  public OutboxBenchmark() {
    full.offer(message);
  }

  /// A message comes and leaves: the socket keeps up.
  @Benchmark
  public @Nullable Outgoing durable() {
    outbox.offer(message);
    return outbox.poll();
  }

  /// A mark replaces an older one of the same user that did not leave yet, and leaves.
  @Benchmark
  public @Nullable Outgoing latest() {
    outbox.offer(mark);
    outbox.offer(newerMark);
    return outbox.poll();
  }

  /// The oldest of as many messages as may wait leaves, and another one comes.
  @Benchmark
  public boolean brimful() {
    brim.poll();
    return brim.offer(message);
  }

  /// A message comes for which what may be lost has to go, and leaves.
  @Benchmark
  public @Nullable Outgoing shed() {
    narrow.offer(typing);
    narrow.offer(message);
    return narrow.poll();
  }

  /// A message comes for a session that is being ended because it did not read.
  @Benchmark
  public boolean refused() {
    return full.offer(message);
  }

  private Outbox filled() {
    var filled = new Outbox(MOST_FRAMES, MOST_BYTES);
    for (int n = 0; n < MOST_FRAMES; n++) {
      filled.offer(message);
    }
    return filled;
  }

  private static Outgoing mark(long read) {
    return Outgoing.of(new ServerFrame.Marks(Sample.CONVERSATION, Sample.SENDER, read, read));
  }
}
