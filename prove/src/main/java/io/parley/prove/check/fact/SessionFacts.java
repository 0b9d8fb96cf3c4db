package io.parley.prove.check.fact;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Entry;
import io.parley.prove.history.SessionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One session, from `welcome` to its end.
public final class SessionFacts {

  /// A frame of the session, or an `ack` on it.
  ///
  /// @param ack of one of its own calls; null when `entry` is the session's
  public record Step(Entry entry, CallEntry.@Nullable Acked ack, @Nullable ConversationId about) {}

  private final SessionEntry.Opened opened;
  private final List<Step> steps = new ArrayList<>();
  private final Map<ConversationId, List<Step>> byConversation = new HashMap<>();
  private SessionEntry.@Nullable Closed closed;
  private long live;
  private long cameLast;

  SessionFacts(SessionEntry.Opened opened) {
    this.opened = opened;
    this.live = opened.resuming() ? Long.MAX_VALUE : opened.at();
    this.cameLast = opened.at();
  }

  void add(SessionEntry entry) {
    if (entry instanceof SessionEntry.Closed end && closed == null) {
      closed = end;
    } else if (entry instanceof SessionEntry.AllResumed && live == Long.MAX_VALUE) {
      live = entry.at();
    }
    switch (entry) {
      case SessionEntry.Closed _, SessionEntry.ResumeAsked _, SessionEntry.Watched _ -> {}
      default -> cameLast = entry.at();
    }
    add(new Step(entry, null, entry.about()));
  }

  void add(CallEntry.Acked ack, ConversationId conversation) {
    cameLast = ack.at();
    add(new Step(ack, ack, conversation));
  }

  private void add(Step step) {
    steps.add(step);
    if (step.about() != null) {
      byConversation.computeIfAbsent(step.about(), _ -> new ArrayList<>()).add(step);
    }
  }

  public SessionEntry.Opened opened() {
    return opened;
  }

  public String name() {
    return opened.session();
  }

  public UserId user() {
    return opened.user();
  }

  /// Everything that came on it, and what was asked for on it, in order.
  public List<Step> steps() {
    return steps;
  }

  /// Those that are about one conversation.
  public List<Step> steps(ConversationId conversation) {
    return byConversation.getOrDefault(conversation, List.of());
  }

  public SessionEntry.@Nullable Closed closed() {
    return closed;
  }

  /// When it ended; [Long#MAX_VALUE] when it is still open at the end of the history.
  public long closedAt() {
    return closed == null ? Long.MAX_VALUE : closed.at();
  }

  /// Until when it certainly heard what was said to it: until its end, or, where no close frame
  /// came and the run itself or the client ended it, until the last sign of life; where nobody kept
  /// that, until its last frame. A socket that became silent by itself counts to its end.
  public long heardUntil() {
    if (closed == null) {
      return Long.MAX_VALUE;
    }
    if (closed.by() == SessionEntry.End.SERVER
        || closed.code() != SessionEntry.Closed.NO_CLOSE_FRAME) {
      return closed.at();
    }
    var heard = closed.heardAt();
    return heard == null ? cameLast : Math.min(heard, closed.at());
  }

  /// From when on everything has to come by itself; [Long#MAX_VALUE] when its resume never ended.
  public long liveFrom() {
    return live;
  }
}
