package io.parley.bench.result;

import java.util.Map;

/// What it costs to come.
///
/// @param sockets that were opened
/// @param seconds that it took to open all of them
/// @param opening from the first packet of a socket until its user might send
/// @param cpuMicrosASocket by kind of process
public record ConnectResult(
    String target,
    int sockets,
    double seconds,
    Times opening,
    Map<String, Double> cpuMicrosASocket) {}
