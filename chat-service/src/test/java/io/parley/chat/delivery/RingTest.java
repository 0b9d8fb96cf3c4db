package io.parley.chat.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.SessionId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {

  private static final SessionId ORIGIN = new SessionId("origin");

  private final Ring ring = new Ring();

  @ParameterizedTest
  @ValueSource(ints = {40, 700, 5_000, 60_000})
  void forEachAfterWhenManyPassedThenTheLastOnesUnchanged(int largest) {
    var random = new Random(largest);
    var expected = new ArrayDeque<Passage>();
    for (long sequence = 1; sequence <= 1_000; sequence++) {
      var bytes = new byte[random.nextInt(largest)];
      random.nextBytes(bytes);
      var passage = passage(sequence, bytes, random.nextBoolean() ? ORIGIN : null, null);
      ring.add(passage, true);
      expected.add(passage);
      while (expected.size() > Ring.EVENTS || size(expected) > Ring.BYTES) {
        expected.remove();
      }
      assertSame(expected, expected.element().sequence() - 1, sequence);
    }
    assertSame(expected, 999, 1_000);
  }

  private void assertSame(ArrayDeque<Passage> expected, long after, long last) {
    assertThat(ring.holdsAllAfter(after, last)).isTrue();
    var oldest = expected.element().sequence();
    assertThat(ring.holdsAllAfter(oldest - 2, last)).isFalse();
    var wanted = expected.stream().filter(one -> one.sequence() > after).toList();
    var found = after(after);
    assertThat(found).hasSameSizeAs(wanted);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).sequence()).isEqualTo(wanted.get(i).sequence());
      assertThat(found.get(i).origin()).isEqualTo(wanted.get(i).origin());
      assertThat(found.get(i).frame().bytes()).isEqualTo(wanted.get(i).frame().bytes());
    }
  }

  private static int size(ArrayDeque<Passage> passages) {
    return passages.stream()
        .mapToInt(
            one ->
                1
                    + one.frame().bytes().length
                    + (one.origin() == null ? 0 : one.origin().value().length()))
        .sum();
  }

  @Test
  void forEachAfterWhenTheOriginHasNoAckYetThenWithItsReceipt() {
    ring.add(passage(7, new byte[9], ORIGIN, receipt(7)), true);
    ring.add(passage(8, new byte[9], ORIGIN, receipt(8)), false);
    ring.add(passage(9, new byte[9], null, null), false);

    assertThat(after(0)).extracting(Passage::receipt).containsExactly(null, receipt(8), null);

    for (int sequence = 10; sequence <= 8 + Ring.EVENTS; sequence++) {
      ring.add(passage(sequence, new byte[9], ORIGIN, receipt(sequence)), true);
    }
    assertThat(after(0)).extracting(Passage::receipt).containsOnlyNulls();
  }

  @Test
  void addWhenLargerThanTheRingThenItAndAllBeforeAreNotThere() {
    ring.add(passage(1, new byte[9], null, null), true);
    ring.add(passage(2, new byte[Ring.BYTES], null, null), true);

    assertThat(ring.holdsAllAfter(1, 2)).isFalse();
    assertThat(ring.holdsAllAfter(2, 2)).isTrue();

    ring.add(passage(3, new byte[] {5}, null, null), true);
    assertThat(ring.holdsAllAfter(1, 3)).isFalse();
    assertThat(ring.holdsAllAfter(2, 3)).isTrue();
    assertThat(after(2)).extracting(Passage::sequence).containsExactly(3L);
  }

  @Test
  void clearWhenItHeldSomethingThenNothingAndFitForAnotherLog() {
    ring.add(passage(1, new byte[900], ORIGIN, receipt(1)), false);
    ring.clear();

    assertThat(ring.holdsAllAfter(0, 1)).isFalse();
    assertThat(after(0)).isEmpty();

    ring.add(passage(1, new byte[] {1, 2}, ORIGIN, null), false);
    assertThat(after(0)).extracting(Passage::receipt).containsOnlyNulls();
    assertThat(after(0).getFirst().frame().bytes()).containsExactly(1, 2);
  }

  private List<Passage> after(long position) {
    var found = new ArrayList<Passage>();
    ring.forEachAfter(position, found::add);
    return found;
  }

  private static Passage passage(
      long sequence, byte[] frame, @Nullable SessionId origin, @Nullable Receipt receipt) {
    return new Passage(sequence, Outgoing.durable(frame), origin, null, receipt, null);
  }

  private static Receipt receipt(long sequence) {
    var id = new ConversationId("c");
    return new Receipt(
        id,
        sequence,
        "k" + sequence,
        new MessageId(id, sequence),
        Instant.EPOCH,
        EventFrame.Message.class);
  }
}
