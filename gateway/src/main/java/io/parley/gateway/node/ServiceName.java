package io.parley.gateway.node;

import java.util.Locale;

/// The services that requests go to.
public enum ServiceName {
  AUTH,
  CHAT,
  PRESENCE;

  /// As routes and `/health` call it.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
