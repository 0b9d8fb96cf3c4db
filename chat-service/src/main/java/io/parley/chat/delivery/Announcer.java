package io.parley.chat.delivery;

import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;

/// Tells sessions, on whatever node, what is no event of a log. All of it may be lost, and nothing
/// waits for it: each method returns at once, on any thread, and never throws.
public interface Announcer {

  /// To the sessions of a conversation's members, except those of one user, and except one session.
  void toConversation(
      ConversationId conversation,
      ServerFrame.Control frame,
      @Nullable UserId exceptUser,
      @Nullable SessionId exceptSession);

  /// To a user's sessions, except one.
  void toUser(UserId user, ServerFrame.Control frame, @Nullable SessionId except);

  /// The user's sessions get `conversation.added` and are attached to the conversation's feed, from
  /// the event at `sequence` on; 0 for a new conversation.
  void joined(ConversationId conversation, UserId user, long sequence);
}
