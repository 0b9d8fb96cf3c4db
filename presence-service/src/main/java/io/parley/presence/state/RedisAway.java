package io.parley.presence.state;

/// Redis cannot be asked now.
public final class RedisAway extends RuntimeException {

  public RedisAway(String message) {
    super(message);
  }
}
