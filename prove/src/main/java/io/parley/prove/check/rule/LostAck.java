package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.Event;
import java.util.HashMap;

/// D1: what was acknowledged is in the log that is read in the end, at its place, with its id.
public final class LostAck implements Rule {

  @Override
  public Promise promise() {
    return Promise.D1;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts.conversations().forEach(conversation -> check(conversation, notes));
    return notes.of("acknowledged sends");
  }

  private static void check(ConversationFacts conversation, Finding.Notes notes) {
    var reference = conversation.reference();
    var acked = conversation.calls().stream().filter(call -> call.ack().isPresent()).toList();
    if (reference == null) {
      if (!acked.isEmpty()) {
        notes.violation(
            "%s: %d sends acknowledged, but its log was not read in the end"
                .formatted(conversation.id(), acked.size()),
            acked.getFirst().sent());
      }
      return;
    }
    var stored = new HashMap<Long, Event>();
    reference.events().forEach(event -> stored.put(event.sequence(), event));
    for (var call : acked) {
      for (var ack : call.acks()) {
        notes.examined();
        var event = stored.get(ack.sequence());
        if (ack.sequence() >= reference.first()
            && (event == null || !isOf(call, event) || !ack.message().equals(event.message()))) {
          notes.violation(
              "%s: %s by %s was acknowledged at %d, where the log has %s"
                  .formatted(
                      conversation.id(),
                      call.key().clientMessageId(),
                      call.key().sender(),
                      ack.sequence(),
                      event == null ? "nothing" : event),
              call.sent(),
              ack);
        }
      }
    }
  }

  private static boolean isOf(Call call, Event event) {
    return call.key().sender().equals(event.sender())
        && call.key().clientMessageId().equals(event.clientMessageId());
  }
}
