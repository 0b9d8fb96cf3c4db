package io.parley.bench.result;

import java.util.Map;

/// One measurement.
///
/// @param run of the command, from 1
/// @param scenario as the command names it
/// @param target what was measured
/// @param rising whether the highest rate was looked for
/// @param rate messages a second that were due, of all users
/// @param seconds that were counted
/// @param sent messages that were due in them
/// @param unacked whose sender never knew that they were taken
/// @param lost deliveries that never came; below zero when some came twice
/// @param refused answers that a message was not taken; it was sent again
/// @param ended sockets that ended meanwhile, by the reason
/// @param ack from when a message was due until its sender knew that it was taken
/// @param delivery from when a message was due until a receiver had it
/// @param deliveries a second
/// @param nodes the kind of process that holds the sockets
/// @param spent by kind of process
public record Result(
    int run,
    String scenario,
    String target,
    boolean rising,
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
    String nodes,
    Map<String, Spent> spent) {

  /// The bound of `saturate`.
  private static final double SLOWEST_MILLIS = 200;

  /// Whether everything arrived, and in time.
  public boolean isHeld() {
    return unacked <= 0 && lost == 0 && ended.isEmpty() && delivery.p99() < SLOWEST_MILLIS;
  }

  /// What the processes spent that hold the sockets.
  public Spent ofNodes() {
    return spent.getOrDefault(nodes, Spent.NOTHING);
  }
}
