package io.parley.chat.log;

import org.jspecify.annotations.Nullable;

/// What a log holds up to and with an event, so that what is unread and how many are members are
/// subtractions. No count ever falls from one event to the next.
///
/// @param messages how many messages
/// @param joins how many times someone became a member
/// @param leaves how many times someone left, or was removed
public record Tally(long messages, long joins, long leaves) {

  /// Of a log that holds nothing.
  public static final Tally NONE = new Tally(0, 0, 0);

  /// The same with the event that this draft becomes.
  public Tally with(EventDraft next) {
    return switch (next) {
      case EventDraft.MessageSent _ -> new Tally(messages + 1, joins, leaves);
      case EventDraft.MemberJoined _ -> new Tally(messages, joins + 1, leaves);
      case EventDraft.MemberLeft _ -> new Tally(messages, joins, leaves + 1);
      case EventDraft.MessageEdited _,
          EventDraft.MessageDeleted _,
          EventDraft.Reacted _,
          EventDraft.MemberChanged _,
          EventDraft.ConversationChanged _,
          EventDraft.Noop _ ->
          this;
    };
  }

  /// Of a log as its head says; none of one that is not there.
  public static Tally at(@Nullable Head head) {
    return head == null ? NONE : head.tally();
  }

  /// How many times somebody came or went: between two tallies in which that is the same, nobody
  /// did.
  public long changes() {
    return joins + leaves;
  }

  /// How many members there are.
  ///
  /// @param atFirst how many there were when the log held nothing
  public long members(long atFirst) {
    return atFirst + joins - leaves;
  }
}
