package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Durations;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.RunEntry;
import java.util.List;
import java.util.Optional;

/// D8: what was sent while the database was away is acknowledged soon after its return, where the
/// client kept asking.
public final class StoreBack implements Rule {

  @Override
  public Promise promise() {
    return Promise.D8;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    var delays = new Durations();
    for (var spell : facts.faults().all()) {
      if (spell.isOn("mongo") && isAway(spell.kind()) && spell.end() != Long.MAX_VALUE) {
        long deadline =
            facts
                .faults()
                .deadline(
                    spell.end(),
                    allowances.nanos(allowances.storeBack()),
                    other -> other != spell && !other.isOn("redis", "presence"));
        for (var conversation : facts.conversations()) {
          for (var calls : conversation.byKey().values()) {
            long first = calls.getFirst().sent().at();
            if (first > spell.begin() && first < spell.end()) {
              check(conversation, calls, spell, Math.min(deadline, facts.end()), notes);
              landed(calls)
                  .filter(ack -> isAlone(spell, ack, facts.faults()))
                  .ifPresent(ack -> delays.add(Math.max(0, ack.at() - spell.end())));
            }
          }
        }
      }
    }
    return notes.of("messages sent while it was away", delays.summary());
  }

  /// Whether nothing else was at work until then, so that the time is that of the return alone.
  private static boolean isAlone(Faults.Spell spell, CallEntry.Acked ack, Faults faults) {
    return faults.during(spell.end(), ack.at()).allMatch(other -> other == spell);
  }

  private static Optional<CallEntry.Acked> landed(List<Call> calls) {
    return calls.stream().flatMap(call -> call.acks().stream()).findFirst();
  }

  private static boolean isAway(RunEntry.Fault kind) {
    return switch (kind) {
      case AWAY, KILL, PAUSE -> true;
      case ROLL, CUT, BLACK_HOLE, DELAY, SWALLOW, DISORDER, PARTITION, REPLIES -> false;
    };
  }

  private static void check(
      ConversationFacts conversation,
      List<Call> calls,
      Faults.Spell spell,
      long deadline,
      Finding.Notes notes) {
    var ack = landed(calls);
    boolean keptAsking = calls.getLast().sent().at() >= spell.end();
    boolean refused = calls.stream().anyMatch(Call::refusedForGood);
    if (ack.isPresent()) {
      notes.examined();
    }
    if (ack.isPresent() ? ack.get().at() > deadline : keptAsking && !refused) {
      notes.violation(
          "%s: %s by %s was sent while the database was away and %s"
              .formatted(
                  conversation.id(),
                  calls.getFirst().key().clientMessageId(),
                  calls.getFirst().key().sender(),
                  ack.map(
                          it ->
                              "landed %.1f s after its return"
                                  .formatted((it.at() - spell.end()) / 1e9))
                      .orElse("never landed")),
          spell.begun(),
          calls.getFirst().sent(),
          ack.orElse(null));
    }
  }
}
