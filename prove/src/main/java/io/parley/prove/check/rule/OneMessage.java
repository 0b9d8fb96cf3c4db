package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Event;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// D2: one client message id of one sender is at one place of the log, and every acknowledgement
/// names that place.
public final class OneMessage implements Rule {

  @Override
  public Promise promise() {
    return Promise.D2;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts.conversations().forEach(conversation -> check(conversation, notes));
    return notes.of("messages");
  }

  private static void check(ConversationFacts conversation, Finding.Notes notes) {
    var places = new HashMap<Call.Key, Event>();
    for (var event : conversation.log().values()) {
      if (!event.showsMessage() || event.sender() == null || event.clientMessageId() == null) {
        continue;
      }
      notes.examined();
      var before = places.put(new Call.Key(event.sender(), event.clientMessageId()), event);
      if (before != null) {
        notes.violation(
            "%s: %s by %s is there at %d and at %d"
                .formatted(
                    conversation.id(),
                    event.clientMessageId(),
                    event.sender(),
                    before.sequence(),
                    event.sequence()),
            conversation.reference());
      }
    }
    conversation
        .byKey()
        .forEach((key, calls) -> agree(conversation, places.get(key), calls, notes));
  }

  private static void agree(
      ConversationFacts conversation,
      @Nullable Event stored,
      List<Call> calls,
      Finding.Notes notes) {
    CallEntry.Acked first = null;
    for (var call : calls) {
      for (var ack : call.acks()) {
        long place =
            first != null ? first.sequence() : stored == null ? ack.sequence() : stored.sequence();
        if (ack.sequence() != place || (first != null && !ack.message().equals(first.message()))) {
          notes.violation(
              "%s: %s by %s is at %d and was acknowledged at %d"
                  .formatted(
                      conversation.id(),
                      call.key().clientMessageId(),
                      call.key().sender(),
                      place,
                      ack.sequence()),
              call.sent(),
              first,
              ack);
        }
        first = first == null ? ack : first;
      }
    }
  }
}
