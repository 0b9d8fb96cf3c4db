package io.parley.prove.check;

import io.parley.prove.check.fact.Call;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;

/// How much a run did, and how fast.
///
/// @param messages sent, each counted once
/// @param sends of them, resends included
/// @param resumes positions of conversations that were gone on from
/// @param lasted nanoseconds from the first entry to the last
/// @param quiet times where no fault was at work
/// @param faulty times where one was, from the send to the answer or the arrival
public record Figures(
    long messages,
    long sends,
    long acks,
    long refusals,
    long deliveries,
    long sessions,
    long resumes,
    long resyncs,
    long faults,
    long lasted,
    Latencies quiet,
    Latencies faulty) {

  /// @param acks from a message's first send to its first acknowledgement
  /// @param deliveries from a message's first send to each arrival
  public record Latencies(Durations acks, Durations deliveries) {

    Latencies() {
      this(new Durations(), new Durations());
    }
  }

  static Figures of(Facts facts) {
    var quiet = new Latencies();
    var faulty = new Latencies();
    long messages = 0;
    long sends = 0;
    long acks = 0;
    long refusals = 0;
    for (var conversation : facts.conversations()) {
      messages += conversation.byKey().size();
      sends += conversation.calls().size();
      for (var call : conversation.calls()) {
        acks += call.acks().size();
        refusals += call.refusal().isPresent() ? 1 : 0;
      }
      measure(conversation, facts.faults(), quiet, faulty);
    }
    return new Figures(
        messages,
        sends,
        acks,
        refusals,
        facts.history().all(SessionEntry.Received.class).count(),
        facts.sessions().size(),
        facts.history().all(SessionEntry.Resumed.class).count(),
        facts.history().all(SessionEntry.Resynced.class).count(),
        facts.history().all(RunEntry.FaultBegun.class).count(),
        facts.end(),
        quiet,
        faulty);
  }

  private static void measure(
      ConversationFacts conversation, Faults faults, Latencies quiet, Latencies faulty) {
    for (var calls : conversation.byKey().values()) {
      long sent = calls.getFirst().sent().at();
      calls.stream()
          .flatMap(call -> call.acks().stream())
          .mapToLong(ack -> ack.at())
          .min()
          .ifPresent(at -> pick(faults, sent, at, quiet, faulty).acks().add(at - sent));
    }
    for (var frame : conversation.received()) {
      conversation.callsOf(frame.event()).stream()
          .findFirst()
          .map(Call::sent)
          .ifPresent(
              sent ->
                  pick(faults, sent.at(), frame.at(), quiet, faulty)
                      .deliveries()
                      .add(Math.max(0, frame.at() - sent.at())));
    }
  }

  private static Latencies pick(
      Faults faults, long from, long to, Latencies quiet, Latencies faulty) {
    return faults.during(from, to).findAny().isPresent() ? faulty : quiet;
  }
}
