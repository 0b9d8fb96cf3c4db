package io.parley.chat.log.mongo;

import io.parley.chat.log.EventDraft;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.MessageId;
import org.jspecify.annotations.Nullable;

/// The types of events as they are stored: the names of their frames.
final class Types {

  static final String MESSAGE = "message";
  static final String EDITED = "message.edited";
  static final String DELETED = "message.deleted";
  static final String REACTION = "reaction";
  static final String JOINED = "member.joined";
  static final String CHANGED = "member.changed";
  static final String LEFT = "member.left";
  static final String CONVERSATION = "conversation.changed";
  static final String NOOP = "noop";

  private Types() {}

  static String of(EventDraft draft) {
    return switch (draft) {
      case EventDraft.MessageSent _ -> MESSAGE;
      case EventDraft.MessageEdited _ -> EDITED;
      case EventDraft.MessageDeleted _ -> DELETED;
      case EventDraft.Reacted _ -> REACTION;
      case EventDraft.MemberJoined _ -> JOINED;
      case EventDraft.MemberChanged _ -> CHANGED;
      case EventDraft.MemberLeft _ -> LEFT;
      case EventDraft.ConversationChanged _ -> CONVERSATION;
      case EventDraft.Noop _ -> NOOP;
    };
  }

  /// The message that an event is about.
  static @Nullable MessageId target(EventDraft draft) {
    return switch (draft) {
      case EventDraft.MessageEdited edit -> edit.message();
      case EventDraft.MessageDeleted deleted -> deleted.message();
      case EventDraft.Reacted reacted -> reacted.message();
      case EventDraft.MessageSent _,
          EventDraft.MemberJoined _,
          EventDraft.MemberChanged _,
          EventDraft.MemberLeft _,
          EventDraft.ConversationChanged _,
          EventDraft.Noop _ ->
          null;
    };
  }

  /// Whether a present state follows from such an event.
  static boolean changesPresentState(EventFrame frame) {
    return !(frame instanceof EventFrame.Message || frame instanceof EventFrame.Noop);
  }
}
