package io.parley.bench.micro;

import io.parley.chat.delivery.Feeds;
import io.parley.chat.delivery.Tasks;
import io.parley.chat.delivery.bus.LocalBus;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Tally;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What a node pays for a message once it is stored: encoded, given to the bus, put in its place,
/// and through the outbox of every session that listens. Sockets and the bus itself are not in it.
@State(Scope.Thread)
public class FanOutBenchmark {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Param({"100", "1000"})
  public int sessions;

  private final NewLog log = new NewLog();
  private final Tasks tasks = new Tasks();
  private final Feeds feeds =
      new Feeds(
          new NodeId("node"),
          new LocalBus(new LocalBus.Line()),
          log,
          log,
          log,
          tasks,
          List::of,
          () -> (_, _, _) -> false);
  private final List<FastReader> readers = new ArrayList<>();
  private long sequence;

  @Setup
  public void attach() {
    for (int n = 0; n < sessions; n++) {
      var reader = new FastReader(new SessionId("session-" + n));
      var places = feeds.of(reader);
      places.register(List.of(Sample.CONVERSATION)).block(PATIENCE);
      places.live(Sample.CONVERSATION);
      readers.add(reader);
    }
  }

  @Benchmark
  public long event() {
    sequence++;
    feeds.appended(
        new LogEvent(Sample.message(sequence), "u:" + sequence, new Tally(sequence, 0, 0)),
        null,
        null);
    return sequence;
  }

  /// Makes sure of what was measured.
  ///
  /// @throws IllegalStateException when a session did not get every event
  @TearDown
  public void check() {
    tasks.close();
    for (var reader : readers) {
      if (reader.got() != sequence) {
        throw new IllegalStateException(
            reader.session() + ": " + reader.got() + " events (expected: " + sequence + ")");
      }
    }
  }
}
