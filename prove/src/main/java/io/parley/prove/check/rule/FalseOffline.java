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

/// D21: nobody is shown offline who is there, or who was away for less than the grace. While one
/// node alone is cut off from Redis, or every connection to Redis is dead without a sign, the
/// sessions of a node that lives look like those of a dead one; with Redis away they are `unknown`.
public final class FalseOffline implements Rule {

  /// A server may see a socket end before its client writes it down, and its successor come later:
  /// a close frame and an upgrade are on their way.
  private static final long SKEW_NANOS = 1_500_000_000L;

  @Override
  public Promise promise() {
    return Promise.D21;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    for (var user : facts.presence().users()) {
      for (var sighting : facts.presence().sightings(user)) {
        if (sighting.state() != Presence.State.OFFLINE) {
          continue;
        }
        if (cutOff(sighting, facts.faults(), allowances)) {
          continue;
        }
        notes.examined();
        if (facts.presence().maybeAbsences(user).stream()
            .noneMatch(absence -> explains(absence, sighting, facts.faults(), allowances))) {
          notes.violation(
              "%s is shown offline and was not gone for %d s"
                  .formatted(user, allowances.grace().toSeconds()),
              facts.presence().truthBefore(user, sighting.at()),
              sighting.entry());
        }
      }
    }
    return notes.of("times that someone was shown offline");
  }

  private static boolean cutOff(
      PresenceFacts.Sighting sighting, Faults faults, Allowances allowances) {
    return faults
        .during(sighting.asked() - allowances.nanos(allowances.offline()), sighting.at())
        .anyMatch(
            spell ->
                spell.isOn("redis")
                    && (spell.kind() == RunEntry.Fault.PARTITION
                        || spell.kind() == RunEntry.Fault.BLACK_HOLE));
  }

  private static boolean explains(
      PresenceFacts.Absence absence,
      PresenceFacts.Sighting sighting,
      Faults faults,
      Allowances allowances) {
    long shortest = absence.isSure() ? allowances.grace().toNanos() - SKEW_NANOS : 0;
    boolean longEnough = Math.min(absence.to(), sighting.at()) - absence.from() >= shortest;
    long shownUntil =
        absence.to() == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : faults.deadline(
                absence.to(),
                allowances.nanos(absence.isSure() ? allowances.repair() : allowances.offline()),
                spell -> spell.isOn("presence", "redis", "chat", "gateway", "clients"));
    return longEnough && sighting.asked() <= shownUntil;
  }
}
