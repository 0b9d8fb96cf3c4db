package io.parley.chat.log;

import io.parley.common.id.NodeId;

/// Takes drafts to another node, which writes them in the place of this one. May lose them.
@FunctionalInterface
public interface Courier {

  /// Must not block or throw.
  ///
  /// @param parcel for [Relay#brought] there
  void take(NodeId to, byte[] parcel);
}
