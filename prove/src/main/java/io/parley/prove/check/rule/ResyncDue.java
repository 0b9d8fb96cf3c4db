package io.parley.prove.check.rule;

import io.parley.common.id.ConversationId;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.SessionFacts;
import io.parley.prove.history.SessionEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// D15: every position that a client names is answered, and `resumed` only where the log can be
/// continued from it: of the same epoch, and not beyond its head.
public final class ResyncDue implements Rule {

  @Override
  public Promise promise() {
    return Promise.D15;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    long resyncs = 0;
    for (var session : facts.sessions()) {
      resyncs += check(session, notes);
    }
    return notes.of("positions resumed from", resyncs + " resyncs");
  }

  private static long check(SessionFacts session, Finding.Notes notes) {
    var asked = new HashMap<ConversationId, SessionEntry.ResumeAsked>();
    var unanswered = new HashSet<ConversationId>();
    Set<ConversationId> silent = Set.of();
    SessionEntry.AllResumed end = null;
    long resyncs = 0;
    for (var step : session.steps()) {
      switch (step.entry()) {
        case SessionEntry.ResumeAsked it -> {
          it.positions().keySet().forEach(id -> asked.put(id, it));
          unanswered.addAll(it.positions().keySet());
          end = null;
        }
        case SessionEntry.Resumed it -> {
          unanswered.remove(it.conversation());
          continued(session, asked.get(it.conversation()), it, notes);
        }
        case SessionEntry.Resynced it -> {
          unanswered.remove(it.conversation());
          resyncs++;
        }
        case SessionEntry.Removed it -> unanswered.remove(it.conversation());
        case SessionEntry.AllResumed it -> {
          end = it;
          silent = Set.copyOf(unanswered);
        }
        default -> {}
      }
    }
    if (end != null) {
      for (var conversation : silent) {
        notes.violation(
            "%s: %s of %s asked to resume, and got no word on it"
                .formatted(conversation, session.name(), session.user()),
            asked.get(conversation),
            end);
      }
    }
    return resyncs;
  }

  private static void continued(
      SessionFacts session,
      SessionEntry.@Nullable ResumeAsked asked,
      SessionEntry.Resumed told,
      Finding.Notes notes) {
    notes.examined();
    var position = asked == null ? null : asked.positions().get(told.conversation());
    if (position == null) {
      return;
    }
    if (!position.epoch().equals(told.epoch()) || position.sequence() > told.head()) {
      notes.violation(
          "%s: %s of %s was at %d of %s and is told to go on at %d of %s"
              .formatted(
                  told.conversation(),
                  session.name(),
                  session.user(),
                  position.sequence(),
                  position.epoch(),
                  told.head(),
                  told.epoch()),
          asked,
          told);
    }
  }
}
