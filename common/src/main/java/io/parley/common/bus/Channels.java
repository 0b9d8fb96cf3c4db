package io.parley.common.bus;

import io.parley.common.id.UserId;

/// Names of the pub/sub channels and streams that two services share.
public final class Channels {

  /// auth-service to everyone: [Revocation].
  public static final String REVOCATIONS = "parley:revocations";

  /// Gateways to chat nodes: [GatewayDraining].
  public static final String GATEWAYS = "parley:gateways";

  /// Hash of the living chat nodes' incarnations, value [PresenceNode].
  public static final String PRESENCE_NODES = "presence:nodes";

  private static final String PRESENCE_FEED = "presence:feed:";
  private static final String PRESENCE_CHANGED = "presence:changed:";

  private Channels() {}

  /// The stream by which one node incarnation tells presence-service of its sessions.
  public static String presenceFeed(String incarnation) {
    return PRESENCE_FEED + incarnation;
  }

  /// presence-service to the chat nodes that watch this user: [Presence].
  public static String presenceChanged(UserId user) {
    return PRESENCE_CHANGED + user.value();
  }
}
