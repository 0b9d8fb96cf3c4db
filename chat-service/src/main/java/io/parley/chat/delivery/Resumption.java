package io.parley.chat.delivery;

/// What is to be done next to bring a session up to its feed.
enum Resumption {
  /// Nothing: it is live, or gone.
  DONE,
  /// Read the next page of the log.
  READ,
  /// Ask the log where it stands: the session claims to know more than the feed.
  PROBE
}
