package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import java.util.List;

/// D7: a refusal for good means absent. A message all of whose sends were refused for good is not
/// in the log; one that was refused so after it had been stored was called failed although it is
/// not.
public final class UnknownOutcome implements Rule {

  @Override
  public Promise promise() {
    return Promise.D7;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts.conversations().forEach(conversation -> check(conversation, notes));
    return notes.of("messages without an acknowledgement at the first send");
  }

  private static void check(ConversationFacts conversation, Finding.Notes notes) {
    for (var event : conversation.log().values()) {
      var calls = conversation.callsOf(event);
      var same =
          calls.stream().filter(call -> call.sent().digest().equals(event.digest())).toList();
      if (!same.isEmpty() && same.stream().allMatch(Call::refusedForGood)) {
        var call = same.getFirst();
        notes.violation(
            "%s: %s by %s was refused, and stands in the log at %d"
                .formatted(
                    conversation.id(),
                    call.key().clientMessageId(),
                    call.key().sender(),
                    event.sequence()),
            call.sent(),
            call.refusal().orElse(null));
      }
    }
    conversation.byKey().values().forEach(calls -> oneAnswer(conversation, calls, notes));
  }

  private static void oneAnswer(
      ConversationFacts conversation, List<Call> calls, Finding.Notes notes) {
    if (calls.getFirst().ack().isEmpty()) {
      notes.examined();
    }
    for (var call : calls) {
      if (call.ack().isPresent() && call.refusal().isPresent()) {
        notes.violation(
            "%s: one send of %s by %s was answered with %s and with an acknowledgement"
                .formatted(
                    conversation.id(),
                    call.key().clientMessageId(),
                    call.key().sender(),
                    call.refusal().map(it -> it.problem().wireName()).orElse("nothing")),
            call.sent(),
            call.ack().orElse(null),
            call.refusal().orElse(null));
      }
    }
  }
}
