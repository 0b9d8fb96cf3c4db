package io.parley.prove.check.rule;

import io.parley.common.problem.CloseCode;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.check.fact.SessionFacts;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// D22: while processes are asked to end one after another, sockets end with 1001 or 4000; and
/// where nothing was done to anybody, none ends for a reason that the contract does not know. No
/// client of a run does anything for which it may be told to stay away, whatever is done to it.
public final class CloseCodes implements Rule {

  private static final long AFTERMATH_NANOS = Duration.ofSeconds(5).toNanos();

  /// A paused or cut-off peer is given up after this much silence (`no-heartbeat`), and noticed a
  /// little later.
  private static final long SILENCE_NANOS = Duration.ofSeconds(70).toNanos();

  /// Codes from here to 4999 say so, and some of the RFC.
  private static final int FIRST_FINAL = 4500;

  private static final int PAST_FINAL = 5000;

  private static final Set<CloseCode> ROLLING =
      EnumSet.of(CloseCode.GOING_AWAY, CloseCode.SHUTTING_DOWN);

  @Override
  public Promise promise() {
    return Promise.D22;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    facts
        .history()
        .all(SessionEntry.Closed.class)
        .filter(closed -> staysAway(closed.code()))
        .forEach(closed -> toldToStayAway(facts.session(closed.session()), closed, notes));
    for (var session : facts.sessions()) {
      var closed = session.closed();
      if (closed != null && closed.by() == SessionEntry.End.SERVER && !staysAway(closed.code())) {
        notes.examined();
        check(session, closed, facts.faults(), notes);
      }
    }
    return notes.of("sockets that the server ended");
  }

  /// @param session null of a socket that never got its `welcome`
  private static void toldToStayAway(
      @Nullable SessionFacts session, SessionEntry.Closed closed, Finding.Notes notes) {
    notes.examined();
    notes.violation(
        "%s ended with %d, after which no client comes back"
            .formatted(closed.session(), closed.code()),
        session == null ? null : session.opened(),
        closed);
  }

  private static boolean staysAway(int code) {
    return (code >= FIRST_FINAL && code < PAST_FINAL)
        || Stream.of(CloseCode.values()).anyMatch(it -> it.code() == code && !it.comeBack());
  }

  private static void check(
      SessionFacts session, SessionEntry.Closed closed, Faults faults, Finding.Notes notes) {
    if (faults.all().stream().anyMatch(spell -> breaks(spell, closed.at()))) {
      return;
    }
    var roll =
        faults
            .during(closed.at() - AFTERMATH_NANOS, closed.at())
            .filter(spell -> spell.kind() == RunEntry.Fault.ROLL)
            .findFirst();
    boolean allowed =
        Stream.of(CloseCode.values())
            .filter(code -> code.code() == closed.code())
            .anyMatch(
                code ->
                    roll.isPresent() ? ROLLING.contains(code) : code != CloseCode.INTERNAL_ERROR);
    if (!allowed) {
      notes.violation(
          "%s of %s ended with %d %s"
              .formatted(
                  session.name(),
                  session.user(),
                  closed.code(),
                  roll.map(spell -> "while " + spell.begun().target() + " was rolled")
                      .orElse("although nothing was done to anybody")),
          session.opened(),
          roll.map(Faults.Spell::begun).orElse(null),
          closed);
    }
  }

  /// Whether the fault can end a socket with no word at all, at this time.
  private static boolean breaks(Faults.Spell spell, long at) {
    long after =
        switch (spell.kind()) {
          case KILL, CUT, AWAY -> AFTERMATH_NANOS;
          case PAUSE, BLACK_HOLE -> SILENCE_NANOS;
          case ROLL, DELAY, SWALLOW, DISORDER, PARTITION, REPLIES -> -1;
        };
    return after >= 0 && spell.isOn("chat", "gateway", "clients") && spell.overlaps(at - after, at);
  }
}
