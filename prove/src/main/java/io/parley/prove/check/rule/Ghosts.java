package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.PresenceFacts;
import java.util.HashMap;

/// D21: somebody whose sessions are gone is shown offline in time, to those who ask and to those
/// who watch. Faults of presence-service or Redis start the time anew.
public final class Ghosts implements Rule {

  @Override
  public Promise promise() {
    return Promise.D21;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    for (var absence : facts.presence().absences()) {
      long deadline =
          facts
              .faults()
              .deadline(
                  absence.from(),
                  allowances.nanos(allowances.offline()),
                  spell -> spell.isOn("presence", "redis", "chat"));
      if (deadline < Math.min(absence.to(), facts.end())) {
        notes.examined();
        check(facts, absence, deadline, notes);
      }
    }
    return notes.of("absences that lasted");
  }

  private static void check(
      Facts facts, PresenceFacts.Absence absence, long deadline, Finding.Notes notes) {
    var lastShown = new HashMap<String, PresenceFacts.Sighting>();
    for (var sighting : facts.presence().sightings(absence.user())) {
      if (sighting.asked() > deadline && sighting.at() < absence.to() && sighting.isThere()) {
        say(absence, sighting, notes);
      } else if (sighting.session() != null && sighting.at() <= deadline) {
        lastShown.merge(
            sighting.session(), sighting, (old, one) -> one.version() >= old.version() ? one : old);
      }
    }
    lastShown.forEach(
        (name, sighting) -> {
          var session = facts.session(name);
          if (session != null && session.closedAt() > deadline && sighting.isThere()) {
            say(absence, sighting, notes);
          }
        });
  }

  private static void say(
      PresenceFacts.Absence absence, PresenceFacts.Sighting sighting, Finding.Notes notes) {
    notes.violation(
        "%s is gone since %.1f s and still shown as %s"
            .formatted(absence.user(), absence.from() / 1e9, sighting.state()),
        absence.began(),
        sighting.entry());
  }
}
