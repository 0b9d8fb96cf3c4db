package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.CallEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// D5: what was acknowledged before another message was sent comes before it in the log. Going
/// through the log from its end, the earliest acknowledgement of all that follows is enough.
public final class RealTimeOrder implements Rule {

  @Override
  public Promise promise() {
    return Promise.D5;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts.conversations().forEach(conversation -> check(conversation, notes));
    return notes.of("messages against all that were acknowledged before");
  }

  private static void check(ConversationFacts conversation, Finding.Notes notes) {
    CallEntry.Acked earliest = null;
    for (var event : conversation.log().descendingMap().values()) {
      var calls = conversation.callsOf(event);
      if (calls.isEmpty()) {
        continue;
      }
      notes.examined();
      var sent = calls.getFirst().sent();
      if (earliest != null && earliest.at() < sent.at()) {
        notes.violation(
            "%s: %s was sent after the acknowledgement of %d, and stands before it at %d"
                .formatted(
                    conversation.id(),
                    event.clientMessageId(),
                    earliest.sequence(),
                    event.sequence()),
            earliest,
            sent);
      }
      earliest = earlier(earliest, calls);
    }
  }

  private static CallEntry.@Nullable Acked earlier(
      CallEntry.@Nullable Acked earliest, List<Call> calls) {
    var first = earliest;
    for (var call : calls) {
      for (var ack : call.acks()) {
        if (first == null || ack.at() < first.at()) {
          first = ack;
        }
      }
    }
    return first;
  }
}
