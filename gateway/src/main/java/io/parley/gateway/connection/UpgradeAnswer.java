package io.parley.gateway.connection;

import org.springframework.http.HttpHeaders;

/// What a chat node said to an upgrade.
public sealed interface UpgradeAnswer {

  /// The node agreed. Its bytes wait until the client has been answered and `tunnel` is joined.
  ///
  /// @param headers those of the node's 101
  record Switched(HttpHeaders headers, Tunnel tunnel) implements UpgradeAnswer {}

  /// The node refused, and its connection is gone.
  ///
  /// @param body at most 64 KiB
  record Refused(int status, HttpHeaders headers, byte[] body) implements UpgradeAnswer {}
}
