package io.parley.presence.feed;

/// A node did not give its whole list.
final class ListRefused extends RuntimeException {

  ListRefused(String message) {
    super(message);
  }
}
