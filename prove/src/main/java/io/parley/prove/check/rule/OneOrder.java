package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.Entry;
import io.parley.prove.history.Event;
import io.parley.prove.history.ReadingEntry;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// D4: every member reads the same log, without holes; what was shown live and what the history
/// shows is what the log has at that place.
public final class OneOrder implements Rule {

  @Override
  public Promise promise() {
    return Promise.D4;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    for (var conversation : facts.conversations()) {
      var changed = changed(conversation);
      for (var read : conversation.logReads()) {
        dense(conversation, read, notes);
        fresh(conversation, read, notes);
        read.events().forEach(event -> same(conversation, changed, event, read, notes));
      }
      agree(conversation, facts.settled(), notes);
      for (var frame : conversation.received()) {
        same(conversation, changed, frame.event(), frame, notes);
      }
      for (var read : conversation.historyReads()) {
        read.messages().forEach(event -> same(conversation, changed, event, read, notes));
        if (read.asked() >= facts.settled()) {
          complete(conversation, read, notes);
        }
      }
    }
    return notes.of("events seen live, in logs and in histories");
  }

  /// Messages that were edited or deleted: their content may differ from one look to the next.
  private static Set<String> changed(ConversationFacts conversation) {
    var changed = new HashSet<String>();
    for (var event : conversation.log().values()) {
      if (event.type().startsWith("message.") && event.message() != null) {
        changed.add(event.message());
      }
    }
    return changed;
  }

  private static void dense(
      ConversationFacts conversation, ReadingEntry.LogRead read, Finding.Notes notes) {
    long next = read.first();
    for (var event : read.events()) {
      if (event.sequence() != next) {
        notes.violation(
            "%s: the log that %s read has %d where %d should be"
                .formatted(conversation.id(), read.user(), event.sequence(), next),
            read);
        return;
      }
      next++;
    }
    if (next != read.head() + 1) {
      notes.violation(
          "%s: the log that %s read ends at %d, its head is %d"
              .formatted(conversation.id(), read.user(), next - 1, read.head()),
          read);
    }
  }

  /// What was acknowledged before somebody asked is there, on whatever node they asked.
  private static void fresh(
      ConversationFacts conversation, ReadingEntry.LogRead read, Finding.Notes notes) {
    for (var call : conversation.calls()) {
      for (var ack : call.acks()) {
        if (ack.at() < read.asked() && ack.sequence() > read.head()) {
          notes.violation(
              "%s: %s read a log with the head %d after %d had been acknowledged"
                  .formatted(conversation.id(), read.user(), read.head(), ack.sequence()),
              ack,
              read);
          return;
        }
      }
    }
  }

  /// Nothing is written any more, so all have to read the same.
  private static void agree(ConversationFacts conversation, long settled, Finding.Notes notes) {
    var reference = conversation.reference();
    for (var read : conversation.logReads()) {
      if (reference != null
          && read.asked() >= settled
          && (read.head() != reference.head() || !read.epoch().equals(reference.epoch()))) {
        notes.violation(
            "%s: %s reads up to %d of %s, %s up to %d of %s"
                .formatted(
                    conversation.id(),
                    read.user(),
                    read.head(),
                    read.epoch(),
                    reference.user(),
                    reference.head(),
                    reference.epoch()),
            read,
            reference);
      }
    }
  }

  private static void same(
      ConversationFacts conversation,
      Set<String> changed,
      Event seen,
      Entry where,
      Finding.Notes notes) {
    notes.examined();
    var reference = conversation.reference();
    if (reference != null && seen.sequence() > reference.head()) {
      notes.violation(
          "%s: %d was shown, but the log ends at %d"
              .formatted(conversation.id(), seen.sequence(), reference.head()),
          where);
      return;
    }
    var stored = conversation.log().get(seen.sequence());
    if (stored != null && !same(seen, stored, changed)) {
      notes.violation(
          "%s: at %d stands %s, and elsewhere %s"
              .formatted(conversation.id(), seen.sequence(), seen, stored),
          where,
          reference);
    }
  }

  private static boolean same(Event seen, Event stored, Set<String> changed) {
    return seen.equals(stored)
        || (seen.type().equals(stored.type())
            && Objects.equals(seen.message(), stored.message())
            && Objects.equals(seen.clientMessageId(), stored.clientMessageId())
            && Objects.equals(seen.sender(), stored.sender())
            && seen.message() != null
            && changed.contains(seen.message()));
  }

  private static void complete(
      ConversationFacts conversation, ReadingEntry.HistoryRead read, Finding.Notes notes) {
    var reference = conversation.reference();
    if (reference == null) {
      return;
    }
    var shown = read.messages().stream().map(Event::sequence).toList();
    var stored =
        reference.events().stream().filter(Event::showsMessage).map(Event::sequence).toList();
    if (!shown.equals(stored)) {
      notes.violation(
          "%s: the history that %s read has %d messages, the log %d"
              .formatted(conversation.id(), read.user(), shown.size(), stored.size()),
          read,
          reference);
    }
  }
}
