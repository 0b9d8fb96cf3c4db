package io.parley.bench.talk;

/// A user's way into one of their rooms. Used on the user's event loop.
public interface Turn {

  /// Whether the user is there to say something.
  default boolean isOpen() {
    return true;
  }

  /// The user will send something soon.
  default void announce() {}

  /// What was announced is not sent after all.
  default void forgo() {}

  /// A message is due; it goes out by the next [#flush] at the latest.
  void send(long due);

  void flush();

  /// How many others get what is sent.
  int receivers();

  /// Whether everything that was due is acknowledged.
  boolean isQuiet();
}
