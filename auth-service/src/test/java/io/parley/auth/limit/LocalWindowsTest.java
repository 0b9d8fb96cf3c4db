package io.parley.auth.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LocalWindowsTest implements WindowsContract {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final LocalWindows windows = new LocalWindows(new Moving(), 100);

  private final class Moving extends Clock {
    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Override
  public Windows windows() {
    return windows;
  }

  @Override
  public void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void takeWhenFullOfLivingWindowsThenStartsAgain() {
    windows.take("first", 1, WINDOW).block(SOON);
    for (int i = 0; i < 100; i++) {
      windows.take("k" + i, 1, WINDOW).block(SOON);
    }

    assertThat(windows.take("first", 1, WINDOW).block(SOON)).isEqualTo(Duration.ZERO);
  }
}
