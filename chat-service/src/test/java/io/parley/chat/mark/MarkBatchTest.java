package io.parley.chat.mark;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.view.Mark;
import io.parley.chat.view.Place;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MarkBatchTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong now = new AtomicLong();
  private final Place ada = new Place(new ConversationId("g1"), new UserId("ada"));
  private final Place ben = new Place(new ConversationId("g1"), new UserId("ben"));
  private final SessionId phone = new SessionId("phone");
  private final SessionId laptop = new SessionId("laptop");

  @Test
  void addWhenSamePlaceThenTheHighestOfEachAndOneEntry() {
    var batch = new MarkBatch(1, now::get);
    assertThat(batch.add(Rise.to(ada, 5, 2, phone))).isTrue();
    assertThat(batch.add(Rise.to(ada, 3, 4, phone))).isTrue();
    assertThat(batch.take())
        .singleElement()
        .satisfies(
            rise -> {
              assertThat(rise.delivered()).isEqualTo(5);
              assertThat(rise.read()).isEqualTo(4);
              assertThat(rise.session()).isEqualTo(phone);
            });
    assertThat(batch.take()).isEmpty();
  }

  @Test
  void addWhenSeveralSessionsThenAllAreTold() {
    var batch = new MarkBatch(1, now::get);
    batch.add(Rise.to(ada, 1, 1, phone));
    batch.add(Rise.to(ada, 2, 2, laptop));
    assertThat(batch.take()).singleElement().extracting(Rise::session).isNull();
  }

  @Test
  void addWhenFullThenRefusedButKnownPlacesGoOn() {
    var batch = new MarkBatch(1, now::get);
    batch.add(Rise.to(ada, 1, 1, null));
    assertThat(batch.add(Rise.to(ben, 1, 1, null))).isFalse();
    assertThat(batch.add(Rise.to(ada, 7, 1, null))).isTrue();
    var waiting = batch.take();
    batch.add(Rise.to(ada, 2, 2, null));
    batch.putBack(waiting);
    assertThat(batch.take()).isEmpty();
    now.set(SECOND);
    assertThat(batch.take())
        .singleElement()
        .satisfies(rise -> assertThat(rise.delivered()).isEqualTo(7));
  }

  @Test
  void takeNowThenOnlyTheseAndBeforeTheirTurn() {
    var batch = new MarkBatch(2, now::get);
    batch.add(Rise.to(ada, 1, 1, null));
    batch.take();
    batch.add(Rise.to(ada, 2, 2, null));
    batch.add(Rise.to(ben, 3, 3, null));
    assertThat(batch.takeNow(List.of(ada))).extracting(Rise::read).containsExactly(2L);
    assertThat(batch.takeAll()).extracting(Rise::read).containsExactly(3L);
  }

  @Test
  void overThenOnlyWhatRises() {
    var kept = new Mark(5, Instant.EPOCH, 2, Instant.EPOCH);
    assertThat(Rise.to(ada, 5, 2, null).over(kept).isNothing()).isTrue();
    var rise = Rise.to(ada, 3, 3, null).over(kept);
    assertThat(rise.raisesRead()).isTrue();
    assertThat(rise.raisesDelivered()).isFalse();
    assertThat(rise.delivered()).isEqualTo(5);
    assertThat(Rise.to(ada, 9, 9, null).atMost(6).read()).isEqualTo(6);
  }

  @Test
  void notBeforeThenMarksStartAtTheJoining() {
    var mark = new Mark(5, Instant.EPOCH, 2, Instant.EPOCH).notBefore(3);
    assertThat(mark).isEqualTo(new Mark(5, Instant.EPOCH, 3, null));
  }
}
