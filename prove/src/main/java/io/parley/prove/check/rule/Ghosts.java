package io.parley.prove.check.rule;

import io.parley.common.bus.Presence;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.check.fact.PresenceFacts;
import io.parley.prove.history.RunEntry;
import java.util.HashMap;

/// D21: somebody whose sessions are gone is shown offline in time, to those who ask and to those
/// who watch. A fault of presence-service or Redis and a pause start the time anew when they end; a
/// chat node that is killed or rolled when it goes, because its sessions end with it. A watcher
/// whose socket went silent is not asked.
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
          deadline(facts.faults(), absence.from(), allowances.nanos(allowances.offline()));
      if (deadline < Math.min(absence.to(), facts.end())) {
        notes.examined();
        check(facts, absence, deadline, notes);
      }
    }
    return notes.of("absences that lasted");
  }

  private static long deadline(Faults faults, long from, long nanos) {
    long start = from;
    for (var spell : faults.all()) {
      if (spell.overlaps(start, start + nanos)) {
        if (stops(spell)) {
          start = Math.max(start, spell.end());
        } else if (endsSessions(spell)) {
          start = Math.max(start, spell.begin());
        }
      }
      if (start == Long.MAX_VALUE) {
        return Long.MAX_VALUE;
      }
    }
    return start + nanos;
  }

  private static boolean stops(Faults.Spell spell) {
    return spell.isOn("presence", "redis") || (spell.isOn("chat") && !endsSessions(spell));
  }

  private static boolean endsSessions(Faults.Spell spell) {
    return spell.isOn("chat")
        && (spell.kind() == RunEntry.Fault.KILL || spell.kind() == RunEntry.Fault.ROLL);
  }

  /// The higher version is the newer; `unknown` has none.
  private static PresenceFacts.Sighting newer(
      PresenceFacts.Sighting old, PresenceFacts.Sighting one) {
    return one.state() == Presence.State.UNKNOWN || one.version() >= old.version() ? one : old;
  }

  private static void check(
      Facts facts, PresenceFacts.Absence absence, long deadline, Finding.Notes notes) {
    var lastShown = new HashMap<String, PresenceFacts.Sighting>();
    for (var sighting : facts.presence().sightings(absence.user())) {
      if (sighting.asked() > deadline && sighting.at() < absence.to() && sighting.isThere()) {
        say(absence, sighting, notes);
      } else if (sighting.session() != null && sighting.at() <= deadline) {
        lastShown.merge(sighting.session(), sighting, Ghosts::newer);
      }
    }
    lastShown.forEach(
        (name, sighting) -> {
          var session = facts.session(name);
          if (session != null && session.heardUntil() > deadline && sighting.isThere()) {
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
