package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who writes next when several nodes write to one conversation. The loser of a race has to read
/// before it can try again, so a winner that went on at once would win for ever, and would not even
/// know that there is someone else. So a node that met another in a conversation pauses after each
/// of its own writes there, mostly for about the time that a read and a write take, and now and
/// then, when its next draft comes that soon, long enough for a node that is farther from the
/// store. One that wrote many times in a row without meeting anyone pauses once, to let itself be
/// met. A loser tries again at once: simulated, every wait of its own makes it lose more
/// (`PaceTest`).
final class Pace {

  private static final long CONTENDED_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(250).toNanos();
  private static final int WINS_BEFORE_A_PAUSE = 16;
  private static final int MANY_LOSSES = 20;
  private static final int SMOOTHING = 8;

  /// In write times. What comes later than that leaves such gaps by itself.
  private static final int SHORT_TURN = 4;

  private static final int MOST = 100_000;

  /// @param wins writes of this node in a row
  /// @param lostAt when another node was met; null when it never was
  private record Turn(int wins, long wonAt, @Nullable Long lostAt) {

    boolean isContended(long nowNanos) {
      return lostAt != null && nowNanos - lostAt < CONTENDED_NANOS;
    }

    boolean isPauseDue(long nowNanos) {
      return isContended(nowNanos) ? wins > 0 : wins > 0 && wins % WINS_BEFORE_A_PAUSE == 0;
    }

    boolean isOld(long nowNanos) {
      return nowNanos - wonAt >= CONTENDED_NANOS && !isContended(nowNanos);
    }
  }

  private final Map<ConversationId, Turn> turns = new ConcurrentHashMap<>();
  private final Supplier<RandomGenerator> random;
  private volatile long writeNanos = Duration.ofMillis(2).toNanos();

  Pace() {
    this(ThreadLocalRandom::current);
  }

  Pace(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  /// A write took so long. Lost updates among threads do no harm to an average.
  void wrote(long nanos) {
    writeNanos += (nanos - writeNanos) / SMOOTHING;
  }

  /// How long a write takes, lately.
  long writeNanos() {
    return writeNanos;
  }

  /// This node wrote to the conversation.
  ///
  /// @param more whether more waits already; only then others may have no chance
  void won(ConversationId conversation, boolean more, long nowNanos) {
    if (more && turns.size() < MOST) {
      turns.merge(
          conversation,
          new Turn(1, nowNanos, null),
          (before, _) -> new Turn(before.wins() + 1, nowNanos, before.lostAt()));
    } else if (!turns.isEmpty()) {
      turns.computeIfPresent(
          conversation, (_, before) -> new Turn(before.wins() + 1, nowNanos, before.lostAt()));
    }
  }

  /// Another node wrote to the conversation.
  void lost(ConversationId conversation, long nowNanos) {
    if (turns.size() < MOST) {
      turns.put(conversation, new Turn(0, nowNanos, nowNanos));
    }
  }

  /// The others leave the writing to this node: nobody has to be given a chance.
  void relieved(ConversationId conversation) {
    if (!turns.isEmpty()) {
      turns.remove(conversation);
    }
  }

  /// How long a conversation's next write waits.
  ///
  /// @param losses how many of its writes were refused in a row
  long pauseNanos(ConversationId conversation, int losses, long nowNanos) {
    Turn turn = turns.isEmpty() ? null : turns.get(conversation);
    long pause = 0;
    if (losses > MANY_LOSSES) {
      pause = random(0, writeNanos);
    } else if (losses == 0 && turn != null && turn.isPauseDue(nowNanos)) {
      long since = nowNanos - turn.wonAt();
      pause = turnNanos(since) - since;
    }
    return Math.clamp(pause, 0, LONGEST_NANOS);
  }

  void forgetOld(long nowNanos) {
    turns.values().removeIf(turn -> turn.isOld(nowNanos));
  }

  private long turnNanos(long sinceWon) {
    return sinceWon < writeNanos * SHORT_TURN && random(0, 4) == 0
        ? random(writeNanos * 6, writeNanos * 16)
        : random(writeNanos * 2, writeNanos * SHORT_TURN);
  }

  private long random(long from, long to) {
    return to <= from ? from : random.get().nextLong(from, to);
  }
}
