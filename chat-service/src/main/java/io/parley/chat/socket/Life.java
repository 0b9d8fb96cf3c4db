package io.parley.chat.socket;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long a session may live: as long as its access token, and with a `resume` in time when it
/// promised one. Thread-safe.
final class Life {

  private static final Duration WARNING = Duration.ofSeconds(60);
  private static final int STRIKES = 3;

  private Instant expiresAt;
  private Instant warnAt;
  private boolean warned;
  private @Nullable Instant resumeBy;
  private int strikes;
  private long pingedAt = System.nanoTime();

  Life(Instant now, Instant expiresAt, @Nullable Instant resumeBy) {
    this.expiresAt = expiresAt;
    this.warnAt = warnAt(now, expiresAt);
    this.resumeBy = resumeBy;
  }

  synchronized Instant expiresAt() {
    return expiresAt;
  }

  /// Another token of the same login was shown. An earlier end than before counts as well.
  synchronized void extend(Instant now, Instant until) {
    expiresAt = until;
    warnAt = warnAt(now, until);
    warned = false;
  }

  synchronized boolean isOver(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /// Whether the client is to be told now that the end comes; once.
  synchronized boolean warn(Instant now) {
    if (warned || now.isBefore(warnAt)) {
      return false;
    }
    warned = true;
    return true;
  }

  /// The client said where it wants to go on.
  synchronized void resumed() {
    resumeBy = null;
  }

  synchronized boolean isResumeOverdue(Instant now) {
    return resumeBy != null && now.isAfter(resumeBy);
  }

  /// A token of someone else was shown.
  ///
  /// @return whether that was one too many
  synchronized boolean strike() {
    strikes++;
    return strikes >= STRIKES;
  }

  synchronized boolean isPingDue(Duration heartbeat) {
    var now = System.nanoTime();
    if (now - pingedAt < heartbeat.toNanos()) {
      return false;
    }
    pingedAt = now;
    return true;
  }

  /// A minute before the end; of a short life, in the middle of it.
  private static Instant warnAt(Instant now, Instant end) {
    var half = Duration.between(now, end).dividedBy(2);
    return end.minus(half.compareTo(WARNING) < 0 ? half : WARNING);
  }
}
