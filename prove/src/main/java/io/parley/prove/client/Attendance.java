package io.parley.prove.client;

import io.parley.common.id.UserId;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.RunEntry.Truth;
import java.time.Duration;

/// Writes down whether a user with one socket at a time is there (D21), as far as the run can know.
/// Not thread-safe.
///
/// A socket that ended without a close frame and has a successor at once changes nothing. One that
/// fell silent may live on in the server's eyes until its heartbeat is missed, and so may one whose
/// upgrade was never answered: until then a user who goes is neither there nor gone.
final class Attendance {

  /// Who comes back within this time was not away.
  private static final long GRACE_NANOS = Duration.ofSeconds(4).toNanos();

  /// A server gives up a silent peer after 60 s, looks every few, and then grants 5 to 10.
  private static final long LINGERS_NANOS = Duration.ofSeconds(80).toNanos();

  private static final long NOTHING = -1;

  private final Recorder recorder;
  private final UserId user;
  private Truth truth = Truth.LEFT;
  private long since;
  private long lostAt = NOTHING;
  private long lingersUntil;
  private boolean connecting;

  Attendance(Recorder recorder, UserId user) {
    this.recorder = recorder;
    this.user = user;
  }

  /// An upgrade is about to leave: from now on the server may know more than we do.
  void connecting() {
    connecting = true;
    long now = recorder.now();
    if (truth == Truth.LEFT && since > 0 && now - since > GRACE_NANOS) {
      become(Truth.UNSURE, now);
    }
  }

  /// The upgrade failed.
  ///
  /// @param refused whether the server said so
  void failed(boolean refused) {
    connecting = false;
    if (!refused) {
      linger(recorder.now());
      if (truth == Truth.LEFT) {
        become(Truth.UNSURE, recorder.now());
      }
    }
  }

  void welcomed() {
    connecting = false;
    long now = recorder.now();
    settle(now);
    lostAt = NOTHING;
    become(Truth.ONLINE, now);
  }

  /// @param heardAt when the last sign of life came
  /// @param silent whether it ended because there was none for long
  void ended(boolean withCloseFrame, long heardAt, boolean silent) {
    long now = recorder.now();
    if (silent) {
      linger(now);
    }
    if (!withCloseFrame) {
      lostAt = silent ? heardAt : now;
    } else {
      become(now < lingersUntil ? Truth.UNSURE : Truth.LEFT, now);
    }
  }

  /// To be called every few seconds.
  void look() {
    long now = recorder.now();
    settle(now);
    if (truth == Truth.UNSURE && !connecting && now > lingersUntil) {
      become(Truth.LEFT, now);
    }
  }

  private void settle(long now) {
    if (lostAt != NOTHING && now - lostAt > GRACE_NANOS) {
      become(Truth.UNSURE, lostAt);
      lostAt = NOTHING;
      linger(now);
    }
  }

  private void linger(long now) {
    lingersUntil = Math.max(lingersUntil, now + LINGERS_NANOS);
  }

  private void become(Truth now, long at) {
    if (now != truth) {
      truth = now;
      since = at;
      recorder.write(new RunEntry.PresenceTruth(at, user, now));
    }
  }
}
