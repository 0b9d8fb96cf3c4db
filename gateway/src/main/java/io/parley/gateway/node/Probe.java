package io.parley.gateway.node;

/// What a look at a node showed.
enum Probe {
  READY,
  /// It said no, or nobody listens.
  DOWN,
  /// It did not say anything in time, which a pause of its JVM explains as well as a death.
  SILENT
}
