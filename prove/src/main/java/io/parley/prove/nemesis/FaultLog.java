package io.parley.prove.nemesis;

import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Writes faults down, and knows which may be the reason when a session breaks. Thread-safe.
public final class FaultLog {

  static final String CLIENTS = "clients";

  /// A client may notice a broken socket so much later.
  private static final long NOTICED_LATER_NANOS = Duration.ofSeconds(25).toNanos();

  private static final Set<RunEntry.Fault> BREAK_SESSIONS =
      EnumSet.of(
          RunEntry.Fault.KILL, RunEntry.Fault.PAUSE, RunEntry.Fault.CUT, RunEntry.Fault.BLACK_HOLE);

  private final Recorder recorder;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Long> breaking = new ConcurrentHashMap<>();

  public FaultLog(Recorder recorder) {
    this.recorder = recorder;
  }

  /// Who is to blame for a session that ends now without a close frame.
  public SessionEntry.End blame(String gateway) {
    long now = recorder.now();
    return breaking.values().stream().anyMatch(until -> now < until)
        ? SessionEntry.End.FAULT
        : SessionEntry.End.SERVER;
  }

  long begun(RunEntry.Fault kind, String target, String detail) {
    long fault = ids.incrementAndGet();
    if (breaksSessions(kind, target)) {
      breaking.put(fault, Long.MAX_VALUE);
    }
    recorder.write(new RunEntry.FaultBegun(recorder.now(), fault, kind, target, detail));
    return fault;
  }

  void ended(long fault) {
    ended(fault, null);
  }

  /// @param touched how much it touched, in a few words
  void ended(long fault, @Nullable String touched) {
    recorder.write(new RunEntry.FaultEnded(recorder.now(), fault, touched));
    breaking.computeIfPresent(fault, (_, _) -> recorder.now() + NOTICED_LATER_NANOS);
  }

  private static boolean breaksSessions(RunEntry.Fault kind, String target) {
    return BREAK_SESSIONS.contains(kind)
        && (target.equals(CLIENTS) || target.startsWith("chat-") || target.startsWith("gateway-"));
  }
}
