package io.parley.chat.crypto;

import io.parley.edge.life.Background;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Wraps every data key under the present master key, once at start and for as long as it takes,
/// when other master keys are known too: that is how the master key changes. Where there is no
/// other, nothing can be wrapped by one, and nothing is read.
final class Rewrap implements Background {

  private static final Logger log = LoggerFactory.getLogger(Rewrap.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final DataKeys keys;
  private final boolean needed;
  private final Work work = new Work();

  Rewrap(DataKeys keys, MasterKeys masters) {
    this.keys = keys;
    this.needed = masters.hasOthers();
  }

  @Override
  public Disposable begin() {
    return Mono.defer(keys::rewrap)
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .doBeforeRetry(
                    signal ->
                        log.warn(
                            "data keys are not wrapped anew yet: {}", signal.failure().toString())))
        .subscribe(
            count -> log.info("{} data keys were wrapped under the present master key", count));
  }

  @Override
  public Work work() {
    return work;
  }

  @Override
  public boolean isAutoStartup() {
    return needed;
  }
}
