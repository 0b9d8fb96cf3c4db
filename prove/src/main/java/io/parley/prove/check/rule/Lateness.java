package io.parley.prove.check.rule;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Durations;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Arrivals;
import io.parley.prove.check.fact.ConversationFacts;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.check.fact.SessionFacts;
import io.parley.prove.history.Event;
import io.parley.prove.history.RunEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// D9, D10 and D11: an event reaches every session of every member that is open, within the time
/// that is allowed from the moment on at which somebody knew that it is stored. What stops all
/// progress, such as a paused node or a database that is away, starts the time anew when it ends. A
/// session whose way the run made silent counts until it last heard anything.
public final class Lateness implements Rule {

  private final Promise promise;

  private Lateness(Promise promise) {
    this.promise = promise;
  }

  /// D9: while Redis is away.
  public static Rule withoutRedis() {
    return new Lateness(Promise.D9);
  }

  /// D10: whatever else happens.
  public static Rule repaired() {
    return new Lateness(Promise.D10);
  }

  /// D11: while the way to Redis swallows everything without saying so.
  public static Rule halfOpen() {
    return new Lateness(Promise.D11);
  }

  @Override
  public Promise promise() {
    return promise;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise);
    var delays = new Durations();
    for (var conversation : facts.conversations()) {
      var stored = stored(conversation, facts.faults(), allowances);
      for (var session : facts.sessions()) {
        check(facts, conversation, session, stored, notes, delays);
      }
    }
    return notes.of("deliveries", delays.summary());
  }

  /// An event, when it was sent first, when somebody knew that it is stored, and until when it has
  /// to arrive.
  private record Stored(Event event, long sent, long at, long deadline) {}

  private List<Stored> stored(
      ConversationFacts conversation, Faults faults, Allowances allowances) {
    var stored = new ArrayList<Stored>();
    for (var event : conversation.log().values()) {
      var sent = conversation.sentFirst(event.sequence());
      var at = conversation.storedBy(event.sequence());
      if (sent.isEmpty() || at.isEmpty()) {
        continue;
      }
      long known = at.getAsLong();
      var kind = kindOf(known, faults, allowances);
      if (kind == promise) {
        long deadline = faults.deadline(known, allowed(allowances), Lateness::stops);
        stored.add(new Stored(event, sent.getAsLong(), known, deadline));
      }
    }
    stored.sort(Comparator.comparingLong(Stored::at));
    return stored;
  }

  private long allowed(Allowances allowances) {
    return allowances.nanos(promise == Promise.D9 ? allowances.redisAway() : allowances.repair());
  }

  private static Promise kindOf(long at, Faults faults, Allowances allowances) {
    var redis =
        faults
            .during(at, at + allowances.nanos(allowances.redisAway()))
            .filter(spell -> spell.isOn("redis"))
            .map(Faults.Spell::kind)
            .filter(kind -> kind != RunEntry.Fault.SWALLOW && kind != RunEntry.Fault.DISORDER)
            .toList();
    if (redis.isEmpty()) {
      return Promise.D10;
    }
    return redis.stream().allMatch(RunEntry.Fault.BLACK_HOLE::equals) ? Promise.D11 : Promise.D9;
  }

  private static boolean stops(Faults.Spell spell) {
    if (spell.isOn("mongo")) {
      return true;
    }
    return spell.isOn("chat", "gateway", "clients")
        && switch (spell.kind()) {
          case PAUSE, BLACK_HOLE, DELAY, AWAY -> true;
          case KILL, ROLL, CUT, SWALLOW, DISORDER, PARTITION, REPLIES -> false;
        };
  }

  private void check(
      Facts facts,
      ConversationFacts conversation,
      SessionFacts session,
      List<Stored> stored,
      Finding.Notes notes,
      Durations delays) {
    if (!conversation.members().everHad(session.user(), session.closedAt())) {
      return;
    }
    var arrivals = Arrivals.of(session, conversation.id());
    long end = Math.min(session.heardUntil(), facts.end());
    for (int i = firstFrom(stored, session.liveFrom()); i < stored.size(); i++) {
      var event = stored.get(i);
      if (event.at() > end) {
        return;
      }
      if (event.sent() < session.liveFrom()
          || !conversation.members().has(session.user(), event.event().sequence())) {
        continue;
      }
      long arrived = arrivals.of(event.event().sequence());
      if (arrived != Long.MAX_VALUE) {
        notes.examined();
        delays.add(Math.max(0, arrived - event.at()));
      }
      if (Math.min(arrived, end) > event.deadline()) {
        notes.violation(
            "%s: %d was known to be stored, and %s of %s %s"
                .formatted(
                    conversation.id(),
                    event.event().sequence(),
                    session.name(),
                    session.user(),
                    arrived == Long.MAX_VALUE
                        ? "never got it in the %.1f s that it stayed"
                            .formatted((end - event.at()) / 1e9)
                        : "got it %.1f s later".formatted((arrived - event.at()) / 1e9)),
            session.opened(),
            conversation.callsOf(event.event()).getFirst().sent(),
            conversation.callsOf(event.event()).getLast().ack().orElse(null));
      }
    }
  }

  private static int firstFrom(List<Stored> stored, long from) {
    int low = 0;
    int high = stored.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stored.get(middle).at() < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
