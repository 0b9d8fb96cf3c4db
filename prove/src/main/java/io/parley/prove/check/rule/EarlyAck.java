package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.history.CallEntry;

/// D6: no acknowledgement comes before the store has answered the write. Where the reply was lost,
/// on purpose or with its connection, the node finds out by a read, which is not judged.
public final class EarlyAck implements Rule {

  @Override
  public Promise promise() {
    return Promise.D6;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    boolean seen = facts.conversations().stream().anyMatch(it -> !it.written().isEmpty());
    if (seen) {
      facts.conversations().forEach(conversation -> check(conversation, facts.faults(), notes));
    }
    return notes.of("acknowledgements against replies of the store");
  }

  private static void check(ConversationFacts conversation, Faults faults, Finding.Notes notes) {
    for (var call : conversation.calls()) {
      for (var ack : call.acks()) {
        var written = conversation.written().get(ack.sequence());
        if (written == null && mayHaveLostReply(conversation, ack, faults)) {
          continue;
        }
        notes.examined();
        if (written == null || written.at() > ack.at()) {
          notes.violation(
              "%s: %d was acknowledged %s"
                  .formatted(
                      conversation.id(),
                      ack.sequence(),
                      written == null
                          ? "although the store never confirmed it"
                          : "%.1f ms before the store confirmed it"
                              .formatted((written.at() - ack.at()) / 1e6)),
              call.sent(),
              ack,
              written);
        }
      }
    }
  }

  private static boolean mayHaveLostReply(
      ConversationFacts conversation, CallEntry.Acked ack, Faults faults) {
    long sent = conversation.sentFirst(ack.sequence()).orElse(ack.at());
    return conversation.repliesLost().containsKey(ack.sequence())
        || faults.during(sent, ack.at()).anyMatch(spell -> spell.isOn("mongo", "chat"));
  }
}
