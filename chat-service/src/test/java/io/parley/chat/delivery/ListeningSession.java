package io.parley.chat.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/// A session that writes down in short what it gets: `5` for an event at 5, `ack5` for its own,
/// else the type.
final class ListeningSession implements Recipient {

  private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");
  private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z.]+)\"");

  private static final Pattern MARKS = Pattern.compile("\"delivered\":(\\d+),\"read\":(\\d+)");

  private volatile boolean refused;
  private final SessionId id;
  private final UserId user;
  private final AtomicInteger soon = new AtomicInteger();
  private final List<String> got = new ArrayList<>();
  private final List<String> marks = new CopyOnWriteArrayList<>();
  volatile Consumer<String> onFrame = _ -> {};

  ListeningSession(String id, UserId user) {
    this.id = new SessionId(id);
    this.user = user;
  }

  @Override
  public SessionId session() {
    return id;
  }

  @Override
  public UserId user() {
    return user;
  }

  @Override
  public void offer(Outgoing frame) {
    var json = TextFrame.json(frame.bytes());
    var sequence = SEQUENCE.matcher(json);
    var type = TYPE.matcher(json);
    assertThat(type.find()).isTrue();
    MARKS.matcher(json).results().forEach(one -> marks.add(one.group(1) + " " + one.group(2)));
    note(sequence.find() ? sequence.group(1) : type.group(1));
  }

  @Override
  public void offerSoon(Outgoing frame) {
    soon.incrementAndGet();
    offer(frame);
  }

  /// How many of the frames that it got might have waited for more.
  int soon() {
    return soon.get();
  }

  @Override
  public boolean stored(Receipt receipt) {
    if (refused) {
      return false;
    }
    note("ack" + receipt.sequence());
    return true;
  }

  /// Its sends were answered with `try-again`.
  void refused() {
    refused = true;
  }

  @Override
  public boolean acked(ConversationId conversation, long sequence) {
    return got().contains("ack" + sequence);
  }

  @Override
  public Mono<Void> room() {
    return Mono.empty();
  }

  private void note(String what) {
    synchronized (got) {
      got.add(what);
      got.notifyAll();
    }
    onFrame.accept(what);
  }

  List<String> got() {
    synchronized (got) {
      return List.copyOf(got);
    }
  }

  /// The `marks` that it got: delivered and read.
  List<String> marks() {
    return marks;
  }

  /// Waits until it got exactly this, in this order.
  void awaits(String... expected) {
    await(() -> got.size() >= expected.length);
    assertThat(got()).containsExactly(expected);
  }

  void await(BooleanSupplier done) {
    var end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    synchronized (got) {
      while (!done.getAsBoolean()) {
        var left = (end - System.nanoTime()) / 1_000_000;
        assertThat(left).as(() -> "still waiting, got " + got).isPositive();
        try {
          got.wait(Math.min(left, 20));
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
