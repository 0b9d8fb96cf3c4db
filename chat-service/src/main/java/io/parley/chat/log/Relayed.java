package io.parley.chat.log;

import io.parley.common.id.NodeId;

/// What a draft is known by at the node that gave it to another one.
///
/// @param number of that node's, never used twice
public record Relayed(NodeId giver, long number) {}
