package io.parley.chat.delivery;

import io.parley.common.frame.EventFrame;

/// Is told of each event about members and settings (`member.joined`, `member.changed`,
/// `member.left`, `conversation.changed`) that passes a feed of this node, in order a conversation,
/// before any session gets it; so what a feature remembers of a conversation that has sessions here
/// is never older than what they see. Must not block or throw.
@FunctionalInterface
public interface FeedListener {

  void passed(EventFrame event);
}
