package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Who writes next when several nodes write to one conversation. The loser of a race has to read
/// before it can try again, so a winner that went on at once would win for ever: it pauses for
/// about the time that takes. A loser tries again at once, and after several losses in a row waits
/// a little longer each time, so that many losers spread.
final class Pace {

  private static final long CONTENDED_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(100).toNanos();
  private static final int FREE_LOSSES = 3;
  private static final int MOST_DOUBLINGS = 4;
  private static final int SMOOTHING = 8;
  private static final int MOST = 100_000;

  private final Map<ConversationId, Long> contended = new ConcurrentHashMap<>();
  private volatile long writeNanos = Duration.ofMillis(2).toNanos();

  /// A write took so long. Lost updates among threads do no harm to an average.
  void wrote(long nanos) {
    writeNanos += (nanos - writeNanos) / SMOOTHING;
  }

  /// Another node wrote to the conversation.
  void lost(ConversationId conversation, long nowNanos) {
    if (contended.size() < MOST) {
      contended.put(conversation, nowNanos);
    }
  }

  /// How long a conversation's next write waits.
  ///
  /// @param losses how many of its writes were refused in a row
  long pauseNanos(ConversationId conversation, int losses, long nowNanos) {
    long pause = 0;
    if (losses > FREE_LOSSES) {
      int doublings = Math.min(losses - FREE_LOSSES, MOST_DOUBLINGS);
      pause = random(0, writeNanos << doublings);
    } else if (losses == 0 && isContended(conversation, nowNanos)) {
      pause = random(writeNanos * 3 / 2, writeNanos * 3);
    }
    return Math.min(pause, LONGEST_NANOS);
  }

  void forgetOld(long nowNanos) {
    contended.values().removeIf(lost -> nowNanos - lost >= CONTENDED_NANOS);
  }

  private boolean isContended(ConversationId conversation, long nowNanos) {
    Long lost = contended.isEmpty() ? null : contended.get(conversation);
    return lost != null && nowNanos - lost < CONTENDED_NANOS;
  }

  private static long random(long from, long to) {
    return to <= from ? from : ThreadLocalRandom.current().nextLong(from, to);
  }
}
