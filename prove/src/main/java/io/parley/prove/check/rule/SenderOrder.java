package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// D5: what a sender says on one socket, one after another, keeps its order in the log, also when
/// the rest is said again on the next socket after a cut.
public final class SenderOrder implements Rule {

  @Override
  public Promise promise() {
    return Promise.D5;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts.conversations().forEach(conversation -> check(conversation, notes));
    return notes.of("neighbours in pipelines");
  }

  private static void check(ConversationFacts conversation, Finding.Notes notes) {
    var places = places(conversation);
    var pipelines = pipelines(conversation);
    for (var pipeline : pipelines.values()) {
      Call before = null;
      for (var call : pipeline.values()) {
        if (!places.containsKey(call.key())) {
          continue;
        }
        if (before != null) {
          notes.examined();
          boolean behind =
              places.getOrDefault(before.key(), 0L) > places.getOrDefault(call.key(), 0L);
          if (behind && couldOvertake(call, before, pipelines.values())) {
            // Says nothing of those around it: it was stored by another send
            continue;
          }
          if (behind) {
            notes.violation(
                "%s: %s sent %s before %s on one socket, the log has them at %d and %d"
                    .formatted(
                        conversation.id(),
                        call.key().sender(),
                        before.key().clientMessageId(),
                        call.key().clientMessageId(),
                        places.get(before.key()),
                        places.get(call.key())),
                before.sent(),
                before.ack().orElse(null),
                call.sent(),
                call.ack().orElse(null));
          }
        }
        before = call;
      }
    }
  }

  private static Map<Call.Key, Long> places(ConversationFacts conversation) {
    var places = new HashMap<Call.Key, Long>();
    for (var event : conversation.log().values()) {
      if (event.showsMessage() && event.sender() != null && event.clientMessageId() != null) {
        places.put(new Call.Key(event.sender(), event.clientMessageId()), event.sequence());
      }
    }
    return places;
  }

  /// Of each session, its messages by their first send there; those that were refused for good do
  /// not count.
  private static Map<String, Map<Call.Key, Call>> pipelines(ConversationFacts conversation) {
    var pipelines = new LinkedHashMap<String, Map<Call.Key, Call>>();
    for (var call : conversation.calls()) {
      var session = call.sent().session();
      if (session != null && !call.refusedForGood()) {
        pipelines
            .computeIfAbsent(session, _ -> new LinkedHashMap<>())
            .putIfAbsent(call.key(), call);
      }
    }
    // What was sent over REST has no order but that of time
    for (var call : conversation.calls()) {
      if (call.sent().session() == null && !call.refusedForGood()) {
        pipelines.put("call " + call.sent().call(), Map.of(call.key(), call));
      }
    }
    return pipelines;
  }

  /// Whether the later one was also sent where the earlier one had not been sent before.
  private static boolean couldOvertake(
      Call later, Call earlier, Collection<Map<Call.Key, Call>> pipelines) {
    return pipelines.stream()
        .filter(pipeline -> pipeline.containsKey(later.key()))
        .anyMatch(
            pipeline -> {
              var first = pipeline.get(earlier.key());
              var second = pipeline.get(later.key());
              return first == null || (second != null && first.sent().at() > second.sent().at());
            });
  }
}
