package io.parley.prove.client;

import io.parley.prove.history.Recorder;
import io.parley.prove.history.SessionEntry;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// What all clients of a run share.
///
/// @param gateways where each gateway is reached, by its name
/// @param blame who is to blame for a session to that gateway that broke just now
/// @param timers run short tasks; what waits gets a thread of its own
/// @param calls numbers every call of the run
public record Surroundings(
    Recorder recorder,
    HttpClient http,
    Map<String, URI> gateways,
    Function<String, SessionEntry.End> blame,
    ScheduledExecutorService timers,
    Random random,
    AtomicLong calls) {

  List<String> names() {
    return List.copyOf(gateways.keySet());
  }

  URI address(String gateway) {
    return java.util.Objects.requireNonNull(gateways.get(gateway), gateway);
  }

  void later(Duration after, Runnable task) {
    timers.schedule(() -> Thread.startVirtualThread(task), after.toMillis(), TimeUnit.MILLISECONDS);
  }

  Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }
}
