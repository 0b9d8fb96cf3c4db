package io.parley.prove.check.fact;

import io.parley.common.id.ConversationId;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Event;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything about one conversation.
public final class ConversationFacts {

  private final ConversationId id;
  private final List<CallEntry.Created> created = new ArrayList<>(1);
  private final List<CallEntry.JoinAsked> joins = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final Map<Call.Key, List<Call>> byKey = new HashMap<>();
  private final List<SessionEntry.Received> received = new ArrayList<>();
  private final List<ReadingEntry.LogRead> logReads = new ArrayList<>();
  private final List<ReadingEntry.HistoryRead> historyReads = new ArrayList<>();
  private final List<ReadingEntry.Standing> standings = new ArrayList<>();
  private final List<CallEntry.Marked> marked = new ArrayList<>();
  private final List<SessionEntry.MarksSeen> marksSeen = new ArrayList<>();
  private final Map<Long, RunEntry.Written> written = new HashMap<>();
  private final Map<Long, RunEntry.ReplyLost> repliesLost = new HashMap<>();
  private final NavigableMap<Long, Event> log = new TreeMap<>();
  private final Map<Long, Long> storedBy = new HashMap<>();
  private ReadingEntry.@Nullable LogRead reference;
  private @Nullable Membership members;

  ConversationFacts(ConversationId id) {
    this.id = id;
  }

  void add(CallEntry.Created entry) {
    created.add(entry);
  }

  void add(CallEntry.JoinAsked entry) {
    joins.add(entry);
  }

  void add(Call call) {
    calls.add(call);
    byKey.computeIfAbsent(call.key(), _ -> new ArrayList<>(1)).add(call);
  }

  void add(SessionEntry.Received entry) {
    received.add(entry);
    storedBy.merge(entry.event().sequence(), entry.at(), Math::min);
  }

  void add(CallEntry.Acked ack) {
    storedBy.merge(ack.sequence(), ack.at(), Math::min);
  }

  void add(ReadingEntry.LogRead entry) {
    logReads.add(entry);
  }

  void add(ReadingEntry.HistoryRead entry) {
    historyReads.add(entry);
  }

  void add(ReadingEntry.Standing entry) {
    standings.add(entry);
  }

  void add(CallEntry.Marked entry) {
    marked.add(entry);
  }

  void add(SessionEntry.MarksSeen entry) {
    marksSeen.add(entry);
  }

  void add(RunEntry.Written entry) {
    written.putIfAbsent(entry.sequence(), entry);
    storedBy.merge(entry.sequence(), entry.at(), Math::min);
  }

  void add(RunEntry.ReplyLost entry) {
    repliesLost.putIfAbsent(entry.sequence(), entry);
  }

  /// @param settled when the final reads began
  void end(long settled) {
    for (var read : logReads) {
      if (read.asked() >= settled && (reference == null || read.head() > reference.head())) {
        reference = read;
      }
    }
    if (reference != null) {
      reference.events().forEach(event -> log.putIfAbsent(event.sequence(), event));
    }
    logReads.forEach(
        read -> read.events().forEach(event -> log.putIfAbsent(event.sequence(), event)));
    received.forEach(entry -> log.putIfAbsent(entry.event().sequence(), entry.event()));
    members = new Membership(created, joins, log.values());
  }

  public ConversationId id() {
    return id;
  }

  public List<CallEntry.Created> created() {
    return created;
  }

  /// In the order in which they were made.
  public List<Call> calls() {
    return calls;
  }

  /// The sends of each message, in the order in which they were made.
  public Map<Call.Key, List<Call>> byKey() {
    return byKey;
  }

  /// The sends of the message that this event is; empty of other events, and of messages that no
  /// client of this run sent.
  public List<Call> callsOf(Event event) {
    if (!event.showsMessage() || event.sender() == null || event.clientMessageId() == null) {
      return List.of();
    }
    return byKey.getOrDefault(new Call.Key(event.sender(), event.clientMessageId()), List.of());
  }

  /// When the message was sent first: it was not stored before. Empty where the run does not know.
  public OptionalLong sentFirst(long sequence) {
    var event = log.get(sequence);
    return event == null
        ? OptionalLong.empty()
        : callsOf(event).stream().mapToLong(call -> call.sent().at()).min();
  }

  /// When somebody knew that the event is stored; empty when only a reading shows it.
  public OptionalLong storedBy(long sequence) {
    var at = storedBy.get(sequence);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  public List<SessionEntry.Received> received() {
    return received;
  }

  public List<ReadingEntry.LogRead> logReads() {
    return logReads;
  }

  public List<ReadingEntry.HistoryRead> historyReads() {
    return historyReads;
  }

  public List<ReadingEntry.Standing> standings() {
    return standings;
  }

  public List<CallEntry.Marked> marked() {
    return marked;
  }

  public List<SessionEntry.MarksSeen> marksSeen() {
    return marksSeen;
  }

  public Map<Long, RunEntry.Written> written() {
    return written;
  }

  public Map<Long, RunEntry.ReplyLost> repliesLost() {
    return repliesLost;
  }

  /// The final reading that all others are compared with; null when nobody read it to the end.
  public ReadingEntry.@Nullable LogRead reference() {
    return reference;
  }

  /// Every event that anybody saw, the reference's first.
  public NavigableMap<Long, Event> log() {
    return log;
  }

  public Membership members() {
    if (members == null) {
      throw new IllegalStateException("asked before the history ended");
    }
    return members;
  }
}
