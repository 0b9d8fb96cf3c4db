package io.parley.chat.socket;

import io.parley.chat.socket.setting.SocketSettings;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Counts the sockets that are coming in at the moment: their upgrade is judged, or they are
/// brought into their conversations. When too many are, further upgrades are turned away before
/// they cost anything, and come back spread over some seconds. Those that are in go on undisturbed.
@Component
final class Rush {

  private static final long SOONEST_MILLIS = 1_000;
  private static final long LATEST_MILLIS = 5_000;

  private final int most;
  private final AtomicInteger coming = new AtomicInteger();

  Rush(SocketSettings settings) {
    this.most = settings.arrivals();
  }

  /// The same work, while it counts.
  <T> Mono<T> counting(Mono<T> work) {
    return Mono.defer(
        () -> {
          coming.incrementAndGet();
          return work.doFinally(_ -> coming.decrementAndGet());
        });
  }

  /// The same work for one more socket. Error `try-again` when too many are coming in.
  <T> Mono<T> admitting(Mono<T> work) {
    return Mono.defer(() -> most > 0 && coming.get() >= most ? turnAway() : counting(work));
  }

  private static <T> Mono<T> turnAway() {
    var millis = ThreadLocalRandom.current().nextLong(SOONEST_MILLIS, LATEST_MILLIS);
    return Mono.error(
        ProblemException.tryAgain("Too many sockets are coming in")
            .retryAfter(Duration.ofMillis(millis)));
  }
}
