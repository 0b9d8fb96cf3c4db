package io.parley.chat.delivery;

/// What may become of a frame on its way to a session that reads slowly.
public enum Nature {
  /// Never dropped and never overtaken by another of its kind: events, answers, and what has a
  /// place among them.
  DURABLE,
  /// A newer one of the same key takes its place.
  LATEST,
  /// Dropped first.
  EPHEMERAL
}
