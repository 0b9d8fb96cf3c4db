package io.parley.bench.scenario;

import java.util.Map;

/// One measurement.
///
/// @param scenario as the command names it
/// @param target what was measured
/// @param rate messages a second that were due, of all users
/// @param seconds that were counted
/// @param sent messages that were due in them
/// @param unacked whose sender never knew that they were taken
/// @param lost deliveries that never came; below zero when some came twice
/// @param refused messages that the server did not take
/// @param ended sockets that ended meanwhile, by the reason
/// @param ack from when a message was due until its sender knew that it was taken
/// @param delivery from when a message was due until a receiver had it
/// @param deliveries a second
/// @param spent by kind of process
public record Result(
    String scenario,
    String target,
    double rate,
    double seconds,
    long sent,
    long unacked,
    long lost,
    long refused,
    Map<String, Long> ended,
    Times ack,
    Times delivery,
    double deliveries,
    Map<String, Spent> spent) {

  /// The bound of `saturate`.
  private static final double SLOWEST_MILLIS = 200;

  /// Whether everything arrived, and in time.
  public boolean isHeld() {
    return unacked <= 0
        && lost == 0
        && refused == 0
        && ended.isEmpty()
        && delivery.p99() < SLOWEST_MILLIS;
  }

  /// CPU of the processes that hold sockets or pass messages on but the gateway, in microseconds a
  /// message.
  public double nodeMicros() {
    return spent.entrySet().stream()
        .filter(kind -> kind.getKey().equals("chat") || kind.getKey().equals("node"))
        .mapToDouble(kind -> kind.getValue().cpuMicrosAMessage())
        .sum();
  }
}
