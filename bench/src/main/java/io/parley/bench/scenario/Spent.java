package io.parley.bench.scenario;

/// What all processes of one kind spent.
///
/// @param cpuMicrosAMessage of all of them together
/// @param switchesAMessage of context
/// @param residentMib of all of them together, at the end
public record Spent(double cpuMicrosAMessage, double switchesAMessage, double residentMib) {}
