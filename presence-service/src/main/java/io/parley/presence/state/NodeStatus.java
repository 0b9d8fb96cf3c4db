package io.parley.presence.state;

import java.util.Locale;

/// What is known of a node.
public enum NodeStatus {
  /// Its feed is applied without a gap.
  LIVE,
  /// Its sessions are not known for certain: its whole list is needed.
  LISTING,
  /// Its lease ran out, and its sessions are being dropped.
  DYING,
  /// It has no sessions; it may wake.
  DEAD,
  /// Not a status of the node: this replica is no longer its reader, and nothing was done.
  LOST;

  static NodeStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
