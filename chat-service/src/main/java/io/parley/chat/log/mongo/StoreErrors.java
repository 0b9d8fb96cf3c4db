package io.parley.chat.log.mongo;

import com.mongodb.MongoException;
import io.parley.chat.log.TryAgain;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/// Turns what the driver throws into what a caller can act on.
final class StoreErrors {

  private static final long SOONEST_MILLIS = 250;
  private static final long LATEST_MILLIS = 750;

  private StoreErrors() {}

  static Throwable translate(Throwable error) {
    if (error instanceof MongoException || error instanceof TimeoutException) {
      return tryAgain("the store did not answer", error);
    }
    return error;
  }

  static TryAgain tryAgain(String reason) {
    return new TryAgain(reason, soon(), null);
  }

  static TryAgain tryAgain(String reason, Throwable cause) {
    return cause instanceof TryAgain again ? again : new TryAgain(reason, soon(), cause);
  }

  // Spread, so that those refused together do not come back together
  private static Duration soon() {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(SOONEST_MILLIS, LATEST_MILLIS));
  }
}
