package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.RunEntry;

/// D6: all durable writes ask for a majority, with a time limit.
public final class Majority implements Rule {

  @Override
  public Promise promise() {
    return Promise.D6;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts
        .history()
        .all(RunEntry.ConcernSeen.class)
        .forEach(
            seen -> {
              notes.examined();
              if (!"majority".equals(seen.concern()) || seen.limitMillis() == null) {
                notes.violation(
                    "%s into %s with concern %s and limit %s"
                        .formatted(
                            seen.command(), seen.collection(), seen.concern(), seen.limitMillis()),
                    seen);
              }
            });
    return notes.of("write commands");
  }
}
