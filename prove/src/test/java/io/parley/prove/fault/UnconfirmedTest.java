package io.parley.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UnconfirmedTest {

  private static final BsonDocument EVENT = event("c:1", "a");
  private static final BsonDocument RIVAL = event("c:1", "b");

  private final Watch watch = new Watch();
  private final Unconfirmed unconfirmed = new Unconfirmed(watch);

  @Test
  void confirmWhenAReadOvertakesTheAnswerThenToldOnceByTheRead() {
    unconfirmed.add("events", List.of(EVENT));

    unconfirmed.confirm("events", List.of(event("c:0", "z"), EVENT));
    assertThat(watch.told).containsExactly(EVENT);
    unconfirmed.confirm("events", List.of(EVENT));
    assertThat(watch.told).hasSize(1);
  }

  @Test
  void confirmWhenTwoWantedThePlaceThenOnlyTheOneThatIsShown() {
    unconfirmed.add("events", List.of(EVENT));
    unconfirmed.add("events", List.of(RIVAL));

    unconfirmed.confirm("events", List.of(RIVAL));
    assertThat(watch.told).containsExactly(RIVAL);
    unconfirmed.confirm("other", List.of(EVENT));
    assertThat(watch.told).hasSize(1);
  }

  @Test
  void confirmWhenAnotherOneIsTellingThenItReturnsAfterThat() throws InterruptedException {
    unconfirmed.add("events", List.of(EVENT));
    watch.slow = new CountDownLatch(1);
    var first = Thread.ofVirtual().start(() -> unconfirmed.confirm("events", List.of(EVENT)));
    watch.begun.await();
    var seenBySecond = new ArrayList<BsonDocument>();
    var second =
        Thread.ofVirtual()
            .start(
                () -> {
                  unconfirmed.confirm("events", List.of(EVENT));
                  seenBySecond.addAll(watch.told);
                });
    while (second.getState() == Thread.State.RUNNABLE || second.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }

    watch.slow.countDown();
    first.join();
    second.join();
    assertThat(seenBySecond).containsExactly(EVENT);
  }

  private static BsonDocument event(String id, String key) {
    return BsonDocument.parse("{_id: '%s', key: '%s'}".formatted(id, key));
  }

  /// Takes its time where it is told to.
  private static final class Watch implements StoreWatch {

    private final List<BsonDocument> told = new ArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private CountDownLatch slow = new CountDownLatch(0);

    @Override
    public void written(BsonDocument command) {}

    @Override
    public void confirmed(String collection, List<BsonDocument> documents) {
      begun.countDown();
      try {
        slow.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      told.addAll(documents);
    }

    @Override
    public void lost(String collection, List<BsonDocument> documents) {}
  }
}
