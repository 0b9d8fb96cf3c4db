package io.parley.common.bus;

import io.parley.common.id.NodeId;

/// Where presence-service finds a chat node to ask for its whole list.
///
/// @param url the node's own address, such as `http://10.0.0.7:8082`
public record PresenceNode(NodeId node, String url) {}
