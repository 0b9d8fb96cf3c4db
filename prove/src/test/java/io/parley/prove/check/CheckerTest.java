package io.parley.prove.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Digest;
import io.parley.prove.history.Entry;
import io.parley.prove.history.Event;
import io.parley.prove.history.History;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckerTest {

  private static final long SEED = 20_261_128L;
  private static final int HISTORIES = 150;

  /// What the checker calls a violation is one: on correct histories it finds none, although each
  /// rule has something to look at.
  @Test
  void checkWhenEveryPromiseIsKeptThenNoViolation() {
    var checker = new Checker(Allowances.PROMISED);
    var examined = new TreeMap<Integer, Long>();
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      var verdict = checker.check(Simulation.run(seed));
      assertThat(verdict.violations()).as("seed " + seed).isEmpty();
      for (int rule = 0; rule < verdict.lines().size(); rule++) {
        examined.merge(rule, verdict.lines().get(rule).finding().examined(), Long::sum);
      }
    }
    assertThat(examined.values()).allMatch(count -> count >= HISTORIES / 2);
  }

  /// A client whose way the run made silent cannot hear what is said meanwhile.
  @Test
  void checkWhenASessionWasSilencedThenItCountsUntilItLastHeard() {
    var entries = new ArrayList<Entry>(Simulation.run(SEED).entries());
    long end = entries.getLast().at();
    long silent = end - Duration.ofSeconds(50).toNanos();
    var room = new ConversationId("silenced");
    var ann = new UserId("ann");
    var ben = new UserId("ben");
    var id = new ClientMessageId("m");
    var digest = Digest.of("hi");
    var event = new Event(1, Event.MESSAGE, "silenced-1", id, ann, null, digest);
    long sent = silent + 1;
    entries.addAll(
        List.of(
            new CallEntry.Created(1, room, List.of(ann, ben)),
            new SessionEntry.Opened(2, "dark", ben, "gateway-1", false),
            new CallEntry.Sent(
                sent, 1 << 20, ann, CallEntry.Via.REST, null, "gateway-1", room, id, digest),
            new RunEntry.Written(sent + 1, room, 1),
            new CallEntry.Acked(sent + 2, 1 << 20, "silenced-1", 1, false),
            new SessionEntry.Closed(
                sent + Duration.ofSeconds(16).toNanos(),
                "dark",
                1006,
                SessionEntry.End.FAULT,
                silent)));
    for (var reader : List.of(ann, ben)) {
      entries.add(
          new ReadingEntry.LogRead(end + 2, end + 1, reader, room, "e1", 1, 1, List.of(event)));
      entries.add(new ReadingEntry.HistoryRead(end + 2, end + 1, reader, room, List.of(event)));
    }

    assertThat(new Checker(Allowances.PROMISED).check(History.of(entries)).violations()).isEmpty();
  }

  /// What a majority has may be told, whoever said so first.
  @Test
  void checkWhenAReadShowedTheEventBeforeTheAnswerThenItMayBeAcknowledged() {
    var entries = new ArrayList<Entry>(Simulation.run(SEED).entries());
    var written =
        entries.stream()
            .filter(RunEntry.Written.class::isInstance)
            .map(RunEntry.Written.class::cast)
            .toList();
    written.forEach(
        it ->
            entries.add(
                new RunEntry.Written(
                    it.at() + Duration.ofMillis(500).toNanos(), it.conversation(), it.sequence())));

    assertThat(new Checker(Allowances.PROMISED).check(History.of(entries)).violations()).isEmpty();
  }

  @Test
  void figuresWhenCheckedThenCountWhatTheHistoryHolds() {
    var history = Simulation.run(SEED);

    var figures = new Checker(Allowances.PROMISED).check(history).figures();

    assertThat(figures.sends()).isEqualTo(history.all(CallEntry.Sent.class).count());
    assertThat(figures.acks()).isEqualTo(history.all(CallEntry.Acked.class).count());
    assertThat(figures.refusals()).isEqualTo(history.all(CallEntry.Refused.class).count());
    assertThat(figures.deliveries()).isEqualTo(history.all(SessionEntry.Received.class).count());
    assertThat(figures.messages()).isLessThan(figures.sends());
    assertThat(figures.quiet().acks().count() + figures.faulty().acks().count())
        .isEqualTo((int) figures.messages());
    assertThat(figures.faulty().acks().percentile(1)).isPositive();
  }

  @Test
  void percentileWhenTenThenTheLeastThatCoversThePart() {
    var durations = new Durations();
    for (int nanos = 10; nanos >= 1; nanos--) {
      durations.add(nanos);
    }

    assertThat(durations.percentile(0.5)).isEqualTo(5);
    assertThat(durations.percentile(0.99)).isEqualTo(10);
    assertThat(new Durations().percentile(0.99)).isZero();
    assertThat(new Durations().summary()).isNull();
  }
}
