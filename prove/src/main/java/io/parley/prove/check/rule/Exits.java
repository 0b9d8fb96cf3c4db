package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Durations;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.RunEntry;
import java.time.Duration;

/// D22: a process that is asked to end does so with 0, in time.
public final class Exits implements Rule {

  @Override
  public Promise promise() {
    return Promise.D22;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    var times = new Durations();
    facts
        .history()
        .all(RunEntry.Exited.class)
        .forEach(
            exit -> {
              notes.examined();
              long took = Duration.ofMillis(exit.tookMillis()).toNanos();
              times.add(took);
              if (exit.code() != 0 || took > allowances.nanos(allowances.exit())) {
                notes.violation(
                    "%s ended with %d after %.1f s"
                        .formatted(exit.target(), exit.code(), exit.tookMillis() / 1e3),
                    exit);
              }
            });
    return notes.of("processes asked to end", times.summary());
  }
}
