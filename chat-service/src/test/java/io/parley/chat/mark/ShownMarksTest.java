package io.parley.chat.mark;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.view.Place;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShownMarksTest {

  private static final Place PLACE = new Place(new ConversationId("g1"), new UserId("ada"));

  private final AtomicLong now = new AtomicLong();
  private final ShownMarks shown = new ShownMarks(2, now::get);

  @Test
  void takeThenThoseThatWaitedFiveSecondsInTheirOrder() {
    shown.add(Rise.byMessage(PLACE, 1, null));
    now.set(TimeUnit.SECONDS.toNanos(1));
    shown.add(Rise.byMessage(PLACE, 2, null));

    now.set(TimeUnit.SECONDS.toNanos(5) - 1);
    assertThat(shown.take()).isEmpty();
    now.set(TimeUnit.SECONDS.toNanos(5));
    assertThat(shown.take()).extracting(Rise::read).containsExactly(1L);
    now.set(TimeUnit.SECONDS.toNanos(6));
    assertThat(shown.take()).extracting(Rise::read).containsExactly(2L);
  }

  @Test
  void addWhenFullThenRefused() {
    assertThat(shown.add(Rise.byMessage(PLACE, 1, null))).isTrue();
    assertThat(shown.add(Rise.byMessage(PLACE, 2, null))).isTrue();
    assertThat(shown.add(Rise.byMessage(PLACE, 3, null))).isFalse();
  }
}
