package io.parley.prove.check.fact;

import io.parley.common.id.ConversationId;
import io.parley.prove.history.SessionEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// When the events of one conversation came to one session, as a frame, as the acknowledgement of
/// its own send, or by the word that it has to read anew.
public final class Arrivals {

  private final Map<Long, Long> times = new HashMap<>();
  private final NavigableMap<Long, Long> resyncs = new TreeMap<>();

  private Arrivals() {}

  public static Arrivals of(SessionFacts session, ConversationId conversation) {
    var arrivals = new Arrivals();
    for (var step : session.steps(conversation)) {
      if (step.ack() != null) {
        arrivals.times.putIfAbsent(step.ack().sequence(), step.ack().at());
      } else if (step.entry() instanceof SessionEntry.Received frame) {
        arrivals.times.putIfAbsent(frame.event().sequence(), frame.at());
      } else if (step.entry() instanceof SessionEntry.Resynced resync) {
        arrivals.resyncs.putIfAbsent(resync.head(), resync.at());
      }
    }
    return arrivals;
  }

  /// [Long#MAX_VALUE] when it never came.
  public long of(long sequence) {
    long came = times.getOrDefault(sequence, Long.MAX_VALUE);
    return resyncs.tailMap(sequence).values().stream().reduce(came, Math::min);
  }
}
