package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  private static final ConversationId CONVERSATION = new ConversationId("c");
  private static final long WRITE = Duration.ofMillis(10).toNanos();

  private static final long SEED = 20_261_121;

  private final Pace pace = new Pace();

  @Test
  void pauseWhenNobodyElseWritesThenNone() {
    assertThat(pace.pauseNanos(CONVERSATION, 0, 0)).isZero();
    pace.won(CONVERSATION, false, 0);
    assertThat(pace.pauseNanos(CONVERSATION, 0, 0)).isZero();
  }

  @Test
  void pauseWhenWonAgainstAnotherNodeThenLongEnoughForItToReadAndWrite() {
    writes(pace, WRITE);
    pace.lost(CONVERSATION, 0);
    assertThat(pace.pauseNanos(CONVERSATION, 0, 0)).isZero();
    pace.won(CONVERSATION, true, 0);
    assertThat(pace.pauseNanos(CONVERSATION, 0, 0)).isBetween(WRITE, WRITE * 16);
    assertThat(pace.pauseNanos(CONVERSATION, 0, WRITE * 16)).isZero();
    assertThat(pace.pauseNanos(new ConversationId("other"), 0, 0)).isZero();
  }

  @Test
  void pauseWhenTheNextDraftComesLaterThanAShortTurnThenNone() {
    writes(pace, WRITE);
    for (int i = 0; i < 100; i++) {
      pace.lost(CONVERSATION, 0);
      pace.won(CONVERSATION, true, 0);
      assertThat(pace.pauseNanos(CONVERSATION, 0, WRITE * 4)).isZero();
    }
  }

  @Test
  void pauseWhenTheOtherNodeIsQuietAgainThenNone() {
    long later = Duration.ofSeconds(3).toNanos();
    pace.lost(CONVERSATION, 0);
    pace.won(CONVERSATION, true, later);
    assertThat(pace.pauseNanos(CONVERSATION, 0, later)).isZero();
    pace.forgetOld(2 * later);
    pace.won(CONVERSATION, false, 2 * later);
    assertThat(pace.pauseNanos(CONVERSATION, 0, 2 * later)).isZero();
  }

  @Test
  void pauseWhenLostThenNoneOrAShortOneAfterMany() {
    writes(pace, WRITE);
    pace.lost(CONVERSATION, 0);
    assertThat(pace.pauseNanos(CONVERSATION, 20, 1)).isZero();
    assertThat(pace.pauseNanos(CONVERSATION, 50, 1)).isBetween(0L, WRITE);
  }

  /// Nodes that write again so many write times after each answer, one of them so many times
  /// farther from the store: each gets its turns, and none waits long.
  @ParameterizedTest
  @CsvSource({"1, 0", "3, 0", "3, 1", "3, 2", "3, 3", "3, 4", "3, 6"})
  void pauseWhenAllNodesWriteAllTheTimeThenNoneStarves(long farther, long rest) {
    var race = new Race(List.of(WRITE / 2, WRITE / 2, WRITE / 2 * farther), WRITE * rest);
    race.run(Duration.ofMinutes(2).toNanos());
    assertThat(race.longestWait())
        .describedAs(race.toString())
        .isLessThan(Duration.ofSeconds(4).toNanos());
    assertThat(Arrays.stream(race.wins).min().orElse(0))
        .isGreaterThan(Arrays.stream(race.wins).sum() / 25);
  }

  private static void writes(Pace pace, long nanos) {
    for (int i = 0; i < 100; i++) {
      pace.wrote(nanos);
    }
  }

  /// Writers that race for the next sequence in virtual time.
  private static final class Race {
    private record Step(long at, int node, Runnable work) {}

    private final PriorityQueue<Step> steps =
        new PriorityQueue<>(Comparator.comparingLong(Step::at));
    private final List<Long> oneWay;
    private final long rest;
    private final Pace[] paces;
    private final long[] known;
    private final int[] losses;
    private final int[] wins;
    private final long[] lastWin;
    private final long[] longest;
    private long now;
    private long head;

    Race(List<Long> oneWay, long rest) {
      this.rest = rest;
      var random = new Random(SEED);
      int nodes = oneWay.size();
      this.oneWay = oneWay;
      this.paces = new Pace[nodes];
      this.known = new long[nodes];
      this.losses = new int[nodes];
      this.wins = new int[nodes];
      this.lastWin = new long[nodes];
      this.longest = new long[nodes];
      for (int node = 0; node < nodes; node++) {
        paces[node] = new Pace(() -> random);
        insert(node);
      }
    }

    void run(long until) {
      while (now < until) {
        Step next = steps.remove();
        now = next.at();
        next.work().run();
      }
    }

    long longestWait() {
      return Arrays.stream(longest).max().orElse(0);
    }

    private void insert(int node) {
      long begun = now;
      after(node, oneWay.get(node), () -> decide(node, begun));
    }

    private void decide(int node, long begun) {
      boolean won = head == known[node];
      head += won ? 1 : 0;
      after(node, oneWay.get(node), () -> answered(node, won, now - begun));
    }

    private void answered(int node, boolean won, long took) {
      paces[node].wrote(took);
      if (won) {
        known[node]++;
        wins[node]++;
        losses[node] = 0;
        longest[node] = Math.max(longest[node], now - lastWin[node]);
        lastWin[node] = now;
        paces[node].won(CONVERSATION, true, now);
        after(node, rest, () -> again(node));
      } else {
        losses[node]++;
        after(node, oneWay.get(node), () -> read(node));
      }
    }

    private void read(int node) {
      long seen = head;
      after(
          node,
          oneWay.get(node),
          () -> {
            known[node] = seen;
            paces[node].lost(CONVERSATION, now);
            again(node);
          });
    }

    private void again(int node) {
      after(node, paces[node].pauseNanos(CONVERSATION, losses[node], now), () -> insert(node));
    }

    private void after(int node, long nanos, Runnable work) {
      steps.add(new Step(now + nanos, node, work));
    }

    @Override
    public String toString() {
      var waits = Arrays.stream(longest).map(nanos -> nanos / 1_000_000).boxed().toList();
      return "wins %s, longest wait %s ms".formatted(Arrays.toString(wins), waits);
    }
  }
}
