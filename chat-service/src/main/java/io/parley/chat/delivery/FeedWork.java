package io.parley.chat.delivery;

import io.parley.common.frame.EventFrame;

/// What a feed needs done by others. Called while it is locked: nothing here may wait or call the
/// feed back on the same thread.
interface FeedWork {

  /// Read from the store what comes next, then say [Feed#filled]. One at a time a feed.
  ///
  /// @param patiently give the bus a moment to fill the gap by itself
  void fill(Feed feed, boolean patiently);

  /// An event about members or settings passes.
  void changed(EventFrame change);

  /// Whether this node's sessions were told of nothing newer than a frame of what only rises.
  boolean isNews(Outgoing rising);

  /// An event passed.
  void passed(Feed feed);
}
