package io.parley.prove.check.rule;

import io.parley.common.id.UserId;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Entry;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.SessionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// D20: marks never fall, are never above what the log holds or what their user said, are at least
/// what was said where that was answered, and read implies delivered.
public final class MarksRise implements Rule {

  @Override
  public Promise promise() {
    return Promise.D20;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    for (var conversation : facts.conversations()) {
      new Walk(conversation, notes).run();
    }
    return notes.of("marks seen");
  }

  private record Pair(long delivered, long read) {}

  private record Watcher(String session, UserId user) {}

  /// Numbers that rise over time, and when each of them was there at the latest.
  private static final class Rising {
    private final NavigableMap<Long, Long> highest = new TreeMap<>();

    void add(long at, long value) {
      var before = highest.floorEntry(at);
      if (before == null || before.getValue() < value) {
        highest.put(at, value);
        var later = highest.higherEntry(at);
        while (later != null && later.getValue() <= value) {
          highest.remove(later.getKey());
          later = highest.higherEntry(at);
        }
      }
    }

    long upTo(long at) {
      var entry = highest.floorEntry(at);
      return entry == null ? 0 : entry.getValue();
    }
  }

  private static final class Walk {

    private final ConversationFacts conversation;
    private final Finding.Notes notes;
    private final Map<UserId, Rising> said = new HashMap<>();
    private final Map<Long, List<CallEntry.Marked>> marksAt = new HashMap<>();

    /// The highest sequence that was acknowledged.
    private final Rising acked = new Rising();

    Walk(ConversationFacts conversation, Finding.Notes notes) {
      this.conversation = conversation;
      this.notes = notes;
    }

    void run() {
      listen();
      seenBySessions();
      read();
    }

    private Rising said(UserId user) {
      return said.computeIfAbsent(user, _ -> new Rising());
    }

    private void listen() {
      for (var call : conversation.calls()) {
        call.acks().forEach(ack -> acked.add(ack.at(), ack.sequence()));
      }
      for (var mark : conversation.marked()) {
        long delivered = mark.delivered() == null ? 0 : mark.delivered();
        long read = mark.read() == null ? 0 : mark.read();
        said(mark.user()).add(mark.at(), Math.max(delivered, read));
        marksAt.computeIfAbsent(mark.at(), _ -> new ArrayList<>(1)).add(mark);
      }
      for (var event : conversation.log().values()) {
        if (event.subject() != null && event.type().equals("member.joined")) {
          said(event.subject()).add(0, event.sequence());
        } else if (event.showsMessage() && event.sender() != null) {
          long sent = conversation.sentFirst(event.sequence()).orElse(0);
          said(event.sender()).add(sent, event.sequence());
        }
      }
    }

    private void seenBySessions() {
      var before = new HashMap<Watcher, SessionEntry.MarksSeen>();
      for (var seen : conversation.marksSeen()) {
        notes.examined();
        var last = before.put(new Watcher(seen.session(), seen.user()), seen);
        if (last != null && (last.delivered() > seen.delivered() || last.read() > seen.read())) {
          say(seen.user(), "fell", new Pair(seen.delivered(), seen.read()), last, seen);
        }
        bounded(seen.user(), new Pair(seen.delivered(), seen.read()), seen);
      }
    }

    /// What somebody was answered before a question is the least that its answer may say.
    private void read() {
      var delivered = new HashMap<UserId, Rising>();
      var read = new HashMap<UserId, Rising>();
      for (var standing : conversation.standings()) {
        notes.examined();
        var pair = new Pair(standing.delivered(), standing.read());
        var d = delivered.computeIfAbsent(standing.user(), _ -> new Rising());
        var r = read.computeIfAbsent(standing.user(), _ -> new Rising());
        if (d.upTo(standing.asked()) > pair.delivered() || r.upTo(standing.asked()) > pair.read()) {
          say(standing.user(), "fell", pair, standing);
        }
        d.add(standing.at(), pair.delivered());
        r.add(standing.at(), pair.read());
        bounded(standing.user(), pair, standing);
        taken(standing, pair);
      }
    }

    /// An answer to a mark says at least that mark, or the head as far as anybody knew it.
    private void taken(ReadingEntry.Standing standing, Pair pair) {
      for (var mark : marksAt.getOrDefault(standing.asked(), List.of())) {
        if (!mark.user().equals(standing.user())) {
          continue;
        }
        long known = acked.upTo(mark.at());
        long delivered = mark.delivered() == null ? 0 : Math.min(mark.delivered(), known);
        long read = mark.read() == null ? 0 : Math.min(mark.read(), known);
        if (pair.read() < read || pair.delivered() < Math.max(delivered, read)) {
          say(standing.user(), "are less than was said", pair, mark, standing);
        }
      }
    }

    private void bounded(UserId user, Pair pair, Entry where) {
      if (pair.read() > pair.delivered()) {
        say(user, "are read beyond delivered", pair, where);
      }
      var reference = conversation.reference();
      if (reference != null && pair.delivered() > reference.head()) {
        say(user, "are above the head " + reference.head(), pair, where);
      } else if (conversation.sentFirst(pair.delivered()).orElse(0) > where.at()) {
        say(user, "are above the head, the message was sent later", pair, where);
      }
      if (pair.delivered() > said(user).upTo(where.at())) {
        say(user, "are above everything they said", pair, where);
      }
    }

    private void say(UserId user, String what, Pair pair, Entry... evidence) {
      notes.violation(
          "%s: the marks of %s %s: delivered %d, read %d"
              .formatted(conversation.id(), user, what, pair.delivered(), pair.read()),
          evidence);
    }
  }
}
