package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class RoomTest {

  private static final int MOST = 20_000;
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Pending DRAFT = draft();

  private final Room room = new Room(MOST, Long.MAX_VALUE);
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private long now;

  @Test
  void takeWhenNothingIsKnownThenAsMuchAsIsSet() {
    assertThat(offer(MOST + 5)).isEqualTo(MOST);
  }

  @Test
  void takeWhenTheStoreIsSlowThenNoMoreThanItStoresInTwoSeconds() {
    for (int tick = 0; tick < 200; tick++) {
      offer(2_000);
      store(100);
      tick();
    }

    // 400 a second
    assertThat(room.drafts()).isBetween(700, 1_000);
  }

  @Test
  void takeWhenTheStoreIsFastAgainThenAsMuchAsBefore() {
    for (int tick = 0; tick < 40; tick++) {
      offer(2_000);
      tick();
    }
    assertThat(offer(1)).isZero();
    store(MOST);

    for (int tick = 0; tick < 40; tick++) {
      tick();
    }

    assertThat(offer(MOST)).isEqualTo(MOST);
  }

  @Test
  void takeWhenNothingIsStoredThenAFewAllTheSame() {
    for (int tick = 0; tick < 40; tick++) {
      offer(2_000);
      tick();
    }
    refuse(MOST);

    assertThat(offer(2_000)).isEqualTo(300);
  }

  /// Its own node has let it in by how fast the store is.
  @Test
  void takeAllWhenTheStoreIsSlowThenAsMuchAsIsSet() {
    for (int tick = 0; tick < 40; tick++) {
      offer(2_000);
      tick();
    }
    int left = MOST - room.drafts();
    assertThat(offer(1)).isZero();

    assertThat(room.takeAll(Collections.nCopies(left + 1, DRAFT))).isFalse();
    assertThat(room.takeAll(Collections.nCopies(left, DRAFT))).isTrue();
    assertThat(room.drafts()).isEqualTo(MOST);
  }

  private int offer(int drafts) {
    int taken = 0;
    for (int i = 0; i < drafts; i++) {
      if (room.take(DRAFT)) {
        waiting.add(DRAFT);
        taken++;
      }
    }
    return taken;
  }

  private void store(int drafts) {
    end(drafts, true);
  }

  private void refuse(int drafts) {
    end(drafts, false);
  }

  private void end(int drafts, boolean acknowledged) {
    for (int i = 0; i < drafts && !waiting.isEmpty(); i++) {
      room.release(waiting.remove(), acknowledged);
    }
  }

  private void tick() {
    now += TICK.toNanos();
    room.measure(now);
  }

  private static Pending draft() {
    return new Pending(
        LogNode.message(
            new ConversationId("c"), "ann", "m1", MessageContent.text("t"), new SessionId("s")),
        Long.MAX_VALUE);
  }
}
