package io.parley.bench.result;

/// What all processes of one kind spent.
///
/// @param cpuMicrosAMessage of all of them together
/// @param jitMicrosAMessage of it, in which a JVM compiled what had become hot
/// @param gcMicrosAMessage of it, time in which garbage was collected; 0 where that is not known
/// @param switchesAMessage of context
/// @param residentMib of all of them together, at the end
public record Spent(
    double cpuMicrosAMessage,
    double jitMicrosAMessage,
    double gcMicrosAMessage,
    double switchesAMessage,
    double residentMib) {

  public static final Spent NOTHING = new Spent(0, 0, 0, 0, 0);
}
