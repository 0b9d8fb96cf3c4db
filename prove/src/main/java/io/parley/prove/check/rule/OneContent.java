package io.parley.prove.check.rule;

import io.parley.common.problem.ProblemType;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.history.CallEntry;
import java.util.List;

/// D3: under one client message id one content is stored; a send of another one is refused, and a
/// send of the same one never is for that reason.
public final class OneContent implements Rule {

  @Override
  public Promise promise() {
    return Promise.D3;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts.conversations().forEach(conversation -> check(conversation, notes));
    return notes.of("resends, with the same content or another one");
  }

  private static void check(ConversationFacts conversation, Finding.Notes notes) {
    for (var calls : conversation.byKey().values()) {
      calls.stream().skip(1).forEach(_ -> notes.examined());
      var contents = calls.stream().map(call -> call.sent().digest()).distinct().toList();
      if (contents.size() == 1) {
        calls.stream()
            .filter(call -> call.refusal().filter(OneContent::isReuse).isPresent())
            .forEach(
                call ->
                    notes.violation(
                        "%s: %s by %s was refused as reused with the content it always had"
                            .formatted(
                                conversation.id(),
                                call.key().clientMessageId(),
                                call.key().sender()),
                        call.sent(),
                        call.refusal().orElse(null)));
      } else {
        oneAccepted(conversation, calls, notes);
      }
    }
  }

  private static boolean isReuse(CallEntry.Refused refusal) {
    return refusal.problem() == ProblemType.CLIENT_MESSAGE_ID_REUSED;
  }

  private static void oneAccepted(
      ConversationFacts conversation, List<Call> calls, Finding.Notes notes) {
    var accepted = calls.stream().filter(call -> call.ack().isPresent()).toList();
    for (var call : accepted) {
      var first = accepted.getFirst();
      if (!call.sent().digest().equals(first.sent().digest())) {
        notes.violation(
            "%s: %s by %s was accepted with two contents"
                .formatted(conversation.id(), call.key().clientMessageId(), call.key().sender()),
            first.sent(),
            first.ack().orElse(null),
            call.sent(),
            call.ack().orElse(null));
      }
    }
  }
}
