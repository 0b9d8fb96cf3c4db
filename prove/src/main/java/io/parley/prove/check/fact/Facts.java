package io.parley.prove.check.fact;

import io.parley.common.id.ConversationId;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Entry;
import io.parley.prove.history.History;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A history in order.
public final class Facts {

  private final History history;
  private final Map<ConversationId, ConversationFacts> conversations = new LinkedHashMap<>();
  private final Map<String, SessionFacts> sessions = new LinkedHashMap<>();
  private final Map<Long, Call> calls = new HashMap<>();
  private final Faults faults;
  private final PresenceFacts presence = new PresenceFacts();
  private long settled = Long.MAX_VALUE;

  private Facts(History history) {
    this.history = history;
    this.faults = Faults.of(history);
  }

  public static Facts of(History history) {
    var facts = new Facts(history);
    history.entries().forEach(facts::take);
    facts.conversations.values().forEach(conversation -> conversation.end(facts.settled));
    return facts;
  }

  private ConversationFacts in(ConversationId id) {
    return conversations.computeIfAbsent(id, ConversationFacts::new);
  }

  private void take(Entry entry) {
    switch (entry) {
      case CallEntry it -> take(it);
      case SessionEntry it -> take(it);
      case ReadingEntry it -> take(it);
      case RunEntry it -> take(it);
    }
  }

  private void take(CallEntry entry) {
    switch (entry) {
      case CallEntry.Sent it -> {
        var call = new Call(it);
        calls.put(it.call(), call);
        in(it.conversation()).add(call);
      }
      case CallEntry.Acked it -> acked(it);
      case CallEntry.Refused it -> {
        var call = calls.get(it.call());
        if (call != null) {
          call.add(it);
        }
      }
      case CallEntry.Unanswered _ -> {}
      case CallEntry.Marked it -> in(it.conversation()).add(it);
      case CallEntry.Created it -> in(it.conversation()).add(it);
      case CallEntry.JoinAsked it -> in(it.conversation()).add(it);
    }
  }

  private void acked(CallEntry.Acked ack) {
    var call = calls.get(ack.call());
    if (call == null) {
      return;
    }
    call.add(ack);
    in(call.sent().conversation()).add(ack);
    var session = sessionOf(call);
    if (session != null) {
      session.add(ack, call.sent().conversation());
    }
  }

  private void take(SessionEntry entry) {
    if (entry instanceof SessionEntry.Opened opened) {
      sessions.put(opened.session(), new SessionFacts(opened));
      return;
    }
    var session = sessions.get(entry.session());
    if (session != null) {
      session.add(entry);
    }
    if (entry instanceof SessionEntry.Received it) {
      in(it.conversation()).add(it);
    } else if (entry instanceof SessionEntry.MarksSeen it) {
      in(it.conversation()).add(it);
    } else if (entry instanceof SessionEntry.PresenceSeen it) {
      presence.add(it);
    }
  }

  private void take(ReadingEntry entry) {
    switch (entry) {
      case ReadingEntry.LogRead it -> in(it.conversation()).add(it);
      case ReadingEntry.HistoryRead it -> in(it.conversation()).add(it);
      case ReadingEntry.Standing it -> in(it.conversation()).add(it);
      case ReadingEntry.PresenceRead it -> presence.add(it);
    }
  }

  private void take(RunEntry entry) {
    switch (entry) {
      case RunEntry.Settled it -> settled = it.at();
      case RunEntry.Written it -> in(it.conversation()).add(it);
      case RunEntry.ReplyLost it -> in(it.conversation()).add(it);
      case RunEntry.PresenceTruth it -> presence.add(it);
      case RunEntry.Begun _,
          RunEntry.FaultBegun _,
          RunEntry.FaultEnded _,
          RunEntry.Exited _,
          RunEntry.ConcernSeen _ -> {}
    }
  }

  public History history() {
    return history;
  }

  public Collection<ConversationFacts> conversations() {
    return conversations.values();
  }

  public Collection<SessionFacts> sessions() {
    return sessions.values();
  }

  /// The session by the recorder's name; null of one that never opened.
  public @Nullable SessionFacts session(String name) {
    return sessions.get(name);
  }

  public @Nullable SessionFacts sessionOf(Call call) {
    var name = call.sent().session();
    return name == null ? null : sessions.get(name);
  }

  public PresenceFacts presence() {
    return presence;
  }

  public Faults faults() {
    return faults;
  }

  /// When the final reads began; [Long#MAX_VALUE] when the run did not get so far.
  public long settled() {
    return settled;
  }

  /// The time of the last entry.
  public long end() {
    List<Entry> entries = history.entries();
    return entries.isEmpty() ? 0 : entries.getLast().at();
  }
}
