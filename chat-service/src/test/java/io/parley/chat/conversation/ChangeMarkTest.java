package io.parley.chat.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChangeMarkTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final long BEGUN = 7;
  private static final long OVERLAP = Duration.ofSeconds(10).toNanos();

  private final ChangeMark mark = ChangeMark.of(NOON, BEGUN);

  @Test
  void afterWhenALateWriteMayComeThenLooksOverlap() {
    assertThat(mark.after(BEGUN + OVERLAP - 1)).isEqualTo(NOON.minusSeconds(10));
  }

  @Test
  void afterWhenNothingNewForLongThenWhatIsKnownIsNotReadAgain() {
    var still = mark.next(NOON, false, BEGUN + OVERLAP / 2);

    assertThat(still.after(BEGUN + OVERLAP)).isEqualTo(NOON);
  }

  @Test
  void nextWhenSomethingNewThenLooksOverlapAgain() {
    var later = NOON.plusSeconds(60);
    var next = mark.next(later, false, BEGUN + 5 * OVERLAP);

    assertThat(next.after(BEGUN + 6 * OVERLAP - 1)).isEqualTo(later.minusSeconds(10));
    assertThat(next.after(BEGUN + 6 * OVERLAP)).isEqualTo(later);
  }

  /// As many within the overlap as a look finds would be found again and again.
  @Test
  void nextWhenThereIsMoreThenGoesOnFromTheLastOne() {
    var within = NOON.minusSeconds(4);
    var next = mark.next(within, true, BEGUN + 1);

    assertThat(next.after(BEGUN + 2)).isEqualTo(within.minusMillis(1));
    assertThat(next.next(NOON, false, BEGUN + 3).after(BEGUN + 4)).isEqualTo(NOON.minusSeconds(10));
  }
}
