package io.parley.chat.crypto;

import io.parley.edge.life.Background;
import io.parley.edge.life.Retries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// Wraps every data key under the present master key, once at start and for as long as it takes,
/// when other master keys are known too: that is how the master key changes. Where there is no
/// other, nothing can be wrapped by one, and nothing is read.
final class Rewrap implements Background {

  private static final Logger log = LoggerFactory.getLogger(Rewrap.class);

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
        .retryWhen(Retries.forever(log, "data keys are not wrapped anew yet"))
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
