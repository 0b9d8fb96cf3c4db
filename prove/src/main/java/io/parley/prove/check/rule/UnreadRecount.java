package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;

/// D20: in the end `unread` is the number of messages after `read`.
public final class UnreadRecount implements Rule {

  @Override
  public Promise promise() {
    return Promise.D20;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    for (var conversation : facts.conversations()) {
      var reference = conversation.reference();
      for (var standing : conversation.standings()) {
        if (reference == null || standing.unread() == null || standing.asked() < facts.settled()) {
          continue;
        }
        notes.examined();
        long counted =
            reference.events().stream()
                .filter(event -> event.showsMessage() && event.sequence() > standing.read())
                .count();
        if (counted != standing.unread()) {
          notes.violation(
              "%s: %s has %d unread after %d, the log has %d messages there"
                  .formatted(
                      conversation.id(),
                      standing.user(),
                      standing.unread(),
                      standing.read(),
                      counted),
              standing,
              reference);
        }
      }
    }
    return notes.of("unread counts");
  }
}
