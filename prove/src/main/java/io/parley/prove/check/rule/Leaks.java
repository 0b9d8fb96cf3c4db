package io.parley.prove.check.rule;

import io.parley.common.id.UserId;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.Entry;
import io.parley.prove.history.Event;

/// Protocol §5.7: who was never a member gets nothing; who was removed gets nothing from the
/// removal on. Judged where the history says who was a member from the beginning.
public final class Leaks implements Rule {

  @Override
  public Promise promise() {
    return Promise.MEMBERS;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    for (var conversation : facts.conversations()) {
      if (!conversation.created().isEmpty()) {
        check(facts, conversation, notes);
      }
    }
    return notes.of("events shown to somebody");
  }

  private static void check(Facts facts, ConversationFacts conversation, Finding.Notes notes) {
    for (var frame : conversation.received()) {
      var session = facts.session(frame.session());
      if (session != null) {
        shown(conversation, session.user(), frame.event(), frame, notes);
      }
    }
    for (var read : conversation.logReads()) {
      read.events().forEach(event -> shown(conversation, read.user(), event, read, notes));
    }
    for (var read : conversation.historyReads()) {
      read.messages().forEach(event -> shown(conversation, read.user(), event, read, notes));
    }
    for (var marks : conversation.marksSeen()) {
      var session = facts.session(marks.session());
      if (session != null) {
        notes.examined();
        if (!conversation.members().everHad(session.user(), marks.at())) {
          notes.violation(
              "%s: %s, who was never a member, got the marks of %s"
                  .formatted(conversation.id(), session.user(), marks.user()),
              session.opened(),
              marks);
        }
      }
    }
  }

  private static void shown(
      ConversationFacts conversation, UserId user, Event event, Entry where, Finding.Notes notes) {
    notes.examined();
    if (!conversation.members().maySee(user, event.sequence(), where.at())) {
      notes.violation(
          "%s: %s got %d, and was no member %s"
              .formatted(
                  conversation.id(),
                  user,
                  event.sequence(),
                  conversation.members().everHad(user, where.at()) ? "any more" : "at any time"),
          where);
    }
  }
}
