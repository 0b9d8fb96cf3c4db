package io.parley.chat.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Neither success nor failure: the same call under the same key, after a while, finds out.
public final class TryAgain extends RuntimeException {

  private final Duration after;

  public TryAgain(String reason, Duration after, @Nullable Throwable cause) {
    super(reason, cause, false, false);
    this.after = after;
  }

  /// When it makes sense to try again.
  public Duration after() {
    return after;
  }
}
