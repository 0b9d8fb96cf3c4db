package io.parley.bench.result;

import java.util.Map;

/// What sockets cost on which nothing is said.
///
/// @param sockets that were open
/// @param kibASocket by kind of process, in live objects and in memory outside of the heap
public record IdleResult(String target, int sockets, Map<String, Double> kibASocket) {}
