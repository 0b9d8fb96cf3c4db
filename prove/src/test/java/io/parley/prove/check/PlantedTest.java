package io.parley.prove.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Entry;
import io.parley.prove.history.Event;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way to break a promise is planted into correct histories, and found.
class PlantedTest {

  private static final long SEED = 20_261_129L;
  private static final int HISTORIES = 3;
  private static final int TRIES = 200;
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final UserId STRANGER = new UserId("eve");

  /// @return false when the history has no place for it
  private interface Plant {
    boolean in(Planted history);
  }

  private record Case(Promise breaks, String what, Plant plant) {
    @Override
    public String toString() {
      return breaks + ": " + what;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void checkWhenPlantedThenFound(Case planted) {
    int found = 0;
    for (long seed = SEED; found < HISTORIES; seed++) {
      assertThat(seed).as("histories with a place for it").isLessThan(SEED + TRIES);
      var history = new Planted(Simulation.run(seed), new Random(seed));
      if (!planted.plant().in(history)) {
        continue;
      }
      found++;

      var verdict = new Checker(Allowances.PROMISED).check(history.history());

      assertThat(verdict.broken()).as("seed " + seed).contains(planted.breaks());
      assertThat(verdict.violations())
          .allSatisfy(
              violation -> {
                assertThat(violation.evidence()).isNotEmpty();
                assertThat(history.entries()).containsAll(violation.evidence());
              });
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(Promise.D1, "an acknowledged message is gone from the log", PlantedTest::lose),
        new Case(Promise.D1, "the end of the log is gone", PlantedTest::loseEnd),
        new Case(Promise.D1, "another message stands at its place", PlantedTest::exchange),
        new Case(Promise.D1, "nobody read the log in the end", PlantedTest::readNothing),
        new Case(Promise.D2, "a resend is stored again", PlantedTest::storeTwice),
        new Case(Promise.D2, "a resend is acknowledged elsewhere", PlantedTest::ackElsewhere),
        new Case(Promise.D3, "other content is accepted", PlantedTest::acceptOther),
        new Case(Promise.D3, "the same content is refused as reused", PlantedTest::refuseSame),
        new Case(Promise.D4, "one member reads another order", PlantedTest::readOtherwise),
        new Case(Promise.D4, "a hole", PlantedTest::hole),
        new Case(Promise.D4, "one member reads less", PlantedTest::readLess),
        new Case(Promise.D4, "live is not what is stored", PlantedTest::showOther),
        new Case(Promise.D4, "the history lacks one", PlantedTest::lackInHistory),
        new Case(Promise.D4, "shown live and never stored", PlantedTest::showUnstored),
        new Case(Promise.D5, "acknowledged before, stored after", PlantedTest::exchange),
        new Case(Promise.D5, "overtaken in its pipeline", PlantedTest::overtake),
        new Case(Promise.D6, "the ack comes before the write", PlantedTest::ackEarly),
        new Case(Promise.D6, "the ack comes before write and read", PlantedTest::ackBeforeBoth),
        new Case(Promise.D6, "the ack comes without a write", PlantedTest::neverWritten),
        new Case(Promise.D6, "a write with w: 1", history -> concern(history, "1", 5_000L)),
        new Case(Promise.D6, "a write that may wait for ever", PlantedTest::waitForEver),
        new Case(Promise.D7, "refused, and stored", PlantedTest::refuseStored),
        new Case(Promise.D7, "refused and acknowledged", PlantedTest::answerTwice),
        new Case(Promise.D8, "lands late after the store's return", PlantedTest::landLate),
        new Case(Promise.D9, "lost while Redis is away", history -> lose(history, "AWAY")),
        new Case(Promise.D11, "lost in a black hole", history -> lose(history, "BLACK_HOLE")),
        new Case(Promise.D10, "the last event never comes", PlantedTest::loseLast),
        new Case(Promise.D10, "pings are answered, and no events come", PlantedTest::onlyPongs),
        new Case(Promise.D12, "a frame twice while hints do", PlantedTest::repeatInDisorder),
        new Case(Promise.D12, "a frame twice", history -> repeat(history, false)),
        new Case(Promise.D12, "a frame is missing", PlantedTest::skip),
        new Case(Promise.D12, "two frames change places", PlantedTest::swapFrames),
        new Case(Promise.D12, "the sender gets its own", PlantedTest::echo),
        new Case(Promise.D12, "an ack after later events", PlantedTest::ackLate),
        new Case(Promise.D14, "a frame twice after a resume", history -> repeat(history, true)),
        new Case(Promise.D14, "a resume begins one too late", PlantedTest::resumeTooLate),
        new Case(Promise.D14, "a resume begins one too early", PlantedTest::resumeTooEarly),
        new Case(Promise.D14, "frames before the resume", PlantedTest::beforeResume),
        new Case(Promise.D15, "no word on a position", PlantedTest::sayNothing),
        new Case(Promise.D15, "goes on in another log", PlantedTest::otherEpoch),
        new Case(Promise.D20, "marks fall", PlantedTest::fall),
        new Case(Promise.D20, "a mark above the head", history -> mark(history, 1 << 20)),
        new Case(Promise.D20, "a mark that nobody set", PlantedTest::inventMark),
        new Case(Promise.D20, "a mark is not taken", PlantedTest::forgetMark),
        new Case(Promise.D4, "a read misses what was acknowledged", PlantedTest::readStale),
        new Case(Promise.D20, "unread is miscounted", PlantedTest::miscount),
        new Case(Promise.D21, "still shown online", PlantedTest::ghost),
        new Case(Promise.D21, "never shown offline", PlantedTest::neverOffline),
        new Case(Promise.D21, "shown offline while there", PlantedTest::falseOffline),
        new Case(Promise.D22, "1006 while a node is rolled", PlantedTest::closeBadly),
        new Case(Promise.D22, "1006 out of the blue", PlantedTest::closeUntouched),
        new Case(Promise.D22, "4500 after a kill", history -> stayAway(history, 4500)),
        new Case(Promise.D22, "4503 after a kill", history -> stayAway(history, 4503)),
        new Case(Promise.D22, "ends with 137", history -> exit(history, 137, 900)),
        new Case(Promise.D22, "takes 26 s to end", history -> exit(history, 0, 26_000)),
        new Case(Promise.MEMBERS, "a stranger gets a frame", PlantedTest::leak),
        new Case(Promise.MEMBERS, "a stranger reads the log", PlantedTest::leakLog),
        new Case(Promise.MEMBERS, "a stranger reads the history", PlantedTest::leakHistory),
        new Case(Promise.MEMBERS, "a stranger gets marks", PlantedTest::leakMarks),
        new Case(Promise.MEMBERS, "a removed member gets more", PlantedTest::leakAfterwards));
  }

  private static Optional<CallEntry.Acked> anyAck(Planted history) {
    return history.any(CallEntry.Acked.class, (_, ack) -> !ack.duplicate());
  }

  private static CallEntry.Sent sent(Planted history, long call) {
    return history.all(CallEntry.Sent.class).stream()
        .filter(it -> it.call() == call)
        .findFirst()
        .orElseThrow();
  }

  private static boolean is(Event event, CallEntry.Acked ack) {
    return ack.message().equals(event.message());
  }

  private static boolean lose(Planted history) {
    var lost = anyAck(history);
    return lost.isPresent()
        && history.everyReading(
            events -> events.stream().filter(event -> !is(event, lost.get())).toList());
  }

  private static boolean readNothing(Planted history) {
    return anyAck(history).isPresent()
        && history.entries().removeIf(ReadingEntry.LogRead.class::isInstance);
  }

  private static boolean loseEnd(Planted history) {
    var lost = anyAck(history);
    if (lost.isEmpty()) {
      return false;
    }
    var where = sent(history, lost.get().call()).conversation();
    for (var read : history.all(ReadingEntry.LogRead.class)) {
      if (read.conversation().equals(where)) {
        history.replace(
            read,
            new ReadingEntry.LogRead(
                read.at(),
                read.asked(),
                read.user(),
                where,
                read.epoch(),
                read.first(),
                lost.get().sequence() - 1,
                read.events().subList(0, (int) lost.get().sequence() - 1)));
      }
    }
    return true;
  }

  /// Two messages of one conversation, the first acknowledged before the second was sent, change
  /// places for everybody.
  private static boolean exchange(Planted history) {
    for (var first : history.all(CallEntry.Acked.class)) {
      for (var second : history.all(CallEntry.Acked.class)) {
        var where = sent(history, first.call()).conversation();
        if (!first.duplicate()
            && !second.duplicate()
            && first.sequence() < second.sequence()
            && where.equals(sent(history, second.call()).conversation())
            && first.at() < sent(history, second.call()).at()) {
          history.everySighting(
              where,
              event ->
                  is(event, first)
                      ? Planted.at(event, second.sequence())
                      : is(event, second) ? Planted.at(event, first.sequence()) : event);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean storeTwice(Planted history) {
    var read = history.any(ReadingEntry.LogRead.class, (_, it) -> !it.events().isEmpty());
    if (read.isEmpty()) {
      return false;
    }
    var log = read.get().events();
    var again = log.stream().filter(Event::showsMessage).findFirst();
    again.ifPresent(
        event -> {
          for (var one : history.all(ReadingEntry.LogRead.class)) {
            if (one.conversation().equals(read.get().conversation())) {
              var longer = new ArrayList<>(one.events());
              longer.add(Planted.at(event, one.head() + 1));
              history.replace(one, Planted.withEvents(one, longer));
            }
          }
        });
    return again.isPresent();
  }

  private static boolean ackElsewhere(Planted history) {
    var ack = history.any(CallEntry.Acked.class, (_, it) -> it.duplicate());
    ack.ifPresent(
        it ->
            history.replace(
                it,
                new CallEntry.Acked(it.at(), it.call(), it.message(), it.sequence() + 1, true)));
    return ack.isPresent();
  }

  private static Optional<CallEntry.Refused> anyRefusal(Planted history, ProblemType problem) {
    return history.any(CallEntry.Refused.class, (_, it) -> it.problem() == problem);
  }

  private static boolean acceptOther(Planted history) {
    var refusal = anyRefusal(history, ProblemType.CLIENT_MESSAGE_ID_REUSED);
    if (refusal.isEmpty()) {
      return false;
    }
    var call = sent(history, refusal.get().call());
    var first =
        history
            .any(
                CallEntry.Acked.class,
                (_, ack) ->
                    sent(history, ack.call()).clientMessageId().equals(call.clientMessageId())
                        && sent(history, ack.call()).user().equals(call.user()))
            .orElseThrow();
    return history.replace(
        refusal.get(),
        new CallEntry.Acked(
            refusal.get().at(), call.call(), first.message(), first.sequence(), true));
  }

  private static boolean refuseSame(Planted history) {
    var refusal = anyRefusal(history, ProblemType.TRY_AGAIN);
    return refusal.isPresent()
        && history.replace(
            refusal.get(),
            new CallEntry.Refused(
                refusal.get().at(),
                refusal.get().call(),
                ProblemType.CLIENT_MESSAGE_ID_REUSED,
                null));
  }

  private static Optional<ReadingEntry.LogRead> anyLog(Planted history) {
    return history.any(
        ReadingEntry.LogRead.class,
        (_, it) ->
            it.events().size() > 3
                && history.all(ReadingEntry.LogRead.class).stream()
                        .filter(other -> other.conversation().equals(it.conversation()))
                        .count()
                    > 1);
  }

  private static boolean readOtherwise(Planted history) {
    var read = anyLog(history);
    read.ifPresent(
        it -> {
          var events = new ArrayList<>(it.events());
          events.set(0, Planted.at(it.events().get(1), 1));
          events.set(1, Planted.at(it.events().get(0), 2));
          history.replace(it, Planted.withEvents(it, events));
        });
    return read.isPresent();
  }

  private static boolean hole(Planted history) {
    return history.everyReading(
        events -> events.stream().filter(event -> event.sequence() != 2).toList());
  }

  private static boolean readLess(Planted history) {
    var read = anyLog(history);
    read.ifPresent(
        it ->
            history.replace(
                it,
                new ReadingEntry.LogRead(
                    it.at(),
                    it.asked(),
                    it.user(),
                    it.conversation(),
                    it.epoch(),
                    1,
                    it.head() - 1,
                    it.events().subList(0, it.events().size() - 1))));
    return read.isPresent();
  }

  private static Optional<SessionEntry.Received> anyFrame(Planted history, boolean resumed) {
    return history.any(
        SessionEntry.Received.class,
        (_, frame) -> frame.event().showsMessage() && resumed(history, frame.session()) == resumed);
  }

  private static boolean resumed(Planted history, String session) {
    return history.all(SessionEntry.Opened.class).stream()
        .anyMatch(it -> it.session().equals(session) && it.resuming());
  }

  private static boolean showOther(Planted history) {
    var frame = anyFrame(history, false);
    frame.ifPresent(
        it -> {
          var event = it.event();
          history.replace(
              it,
              new SessionEntry.Received(
                  it.at(),
                  it.session(),
                  it.conversation(),
                  new Event(
                      event.sequence(),
                      event.type(),
                      event.message(),
                      event.clientMessageId(),
                      event.sender(),
                      null,
                      "somethingelse")));
        });
    return frame.isPresent();
  }

  private static boolean lackInHistory(Planted history) {
    var read = history.any(ReadingEntry.HistoryRead.class, (_, it) -> it.messages().size() > 1);
    read.ifPresent(
        it ->
            history.replace(
                it,
                new ReadingEntry.HistoryRead(
                    it.at(),
                    it.asked(),
                    it.user(),
                    it.conversation(),
                    it.messages().subList(1, it.messages().size()))));
    return read.isPresent();
  }

  private static boolean showUnstored(Planted history) {
    var frame = anyFrame(history, false);
    return frame.isPresent()
        && history.add(
            new SessionEntry.Received(
                frame.get().at(),
                frame.get().session(),
                frame.get().conversation(),
                Planted.at(frame.get().event(), 1 << 20)));
  }

  /// Two sends on one socket before either is answered, stored the other way round.
  private static boolean overtake(Planted history) {
    for (var first : history.all(CallEntry.Acked.class)) {
      for (var second : history.all(CallEntry.Acked.class)) {
        var one = sent(history, first.call());
        var two = sent(history, second.call());
        if (first.sequence() + 1 == second.sequence()
            && one.conversation().equals(two.conversation())
            && one.session() != null
            && one.session().equals(two.session())
            && once(history, one)
            && once(history, two)) {
          // Sent before the other was acknowledged, so that no real time is between them
          history.replace(
              two,
              new CallEntry.Sent(
                  one.at() + 1,
                  two.call(),
                  two.user(),
                  two.via(),
                  two.session(),
                  two.target(),
                  two.conversation(),
                  two.clientMessageId(),
                  two.digest()));
          history.replace(first, at(first, second.sequence()));
          history.replace(second, at(second, first.sequence()));
          history.everySighting(
              one.conversation(),
              event ->
                  is(event, first)
                      ? Planted.at(event, second.sequence())
                      : is(event, second) ? Planted.at(event, first.sequence()) : event);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean once(Planted history, CallEntry.Sent sent) {
    return history.all(CallEntry.Sent.class).stream()
            .filter(
                it ->
                    it.user().equals(sent.user())
                        && it.clientMessageId().equals(sent.clientMessageId()))
            .count()
        == 1;
  }

  private static CallEntry.Acked at(CallEntry.Acked ack, long sequence) {
    return new CallEntry.Acked(ack.at(), ack.call(), ack.message(), sequence, ack.duplicate());
  }

  private static Optional<RunEntry.Written> write(Planted history, CallEntry.Acked ack) {
    return history.any(
        RunEntry.Written.class,
        (_, it) ->
            it.sequence() == ack.sequence()
                && it.conversation().equals(sent(history, ack.call()).conversation()));
  }

  private static boolean ackEarly(Planted history) {
    var ack = anyAck(history);
    ack.ifPresent(
        it ->
            history.replace(
                it,
                new CallEntry.Acked(
                    write(history, it).orElseThrow().at() - 1,
                    it.call(),
                    it.message(),
                    it.sequence(),
                    false)));
    return ack.isPresent();
  }

  /// The store answers the write, and somebody reads the event; both after the ack.
  private static boolean ackBeforeBoth(Planted history) {
    var ack = anyAck(history);
    if (ack.isEmpty()) {
      return false;
    }
    var write = write(history, ack.get()).orElseThrow();
    history.add(
        new RunEntry.Written(write.at() + 400 * MILLI, write.conversation(), write.sequence()));
    return history.replace(
        ack.get(),
        new CallEntry.Acked(
            write.at() - 1,
            ack.get().call(),
            ack.get().message(),
            ack.get().sequence(),
            ack.get().duplicate()));
  }

  private static boolean neverWritten(Planted history) {
    var ack =
        history.any(
            CallEntry.Acked.class,
            (_, it) ->
                !it.duplicate()
                    && history.all(RunEntry.FaultBegun.class).stream()
                        .noneMatch(fault -> Math.abs(fault.at() - it.at()) < 60 * SECOND));
    return ack.isPresent() && history.remove(write(history, ack.get()).orElseThrow());
  }

  private static boolean concern(Planted history, String concern, long limit) {
    return history.add(new RunEntry.ConcernSeen(5, "events", "insert", concern, limit));
  }

  private static boolean waitForEver(Planted history) {
    return history.add(new RunEntry.ConcernSeen(5, "events", "insert", "majority", null));
  }

  private static boolean refuseStored(Planted history) {
    var ack =
        history.any(CallEntry.Acked.class, (_, it) -> once(history, sent(history, it.call())));
    return ack.isPresent()
        && history.replace(
            ack.get(),
            new CallEntry.Refused(ack.get().at(), ack.get().call(), ProblemType.INVALID, null));
  }

  private static boolean answerTwice(Planted history) {
    var ack = anyAck(history);
    return ack.isPresent()
        && history.add(
            new CallEntry.Refused(ack.get().at(), ack.get().call(), ProblemType.TRY_AGAIN, 500L));
  }

  private static boolean landLate(Planted history) {
    var away = history.any(RunEntry.FaultBegun.class, (_, it) -> it.target().equals("mongo-1"));
    if (away.isEmpty()) {
      return false;
    }
    var sent =
        history.all(CallEntry.Sent.class).stream()
            .filter(it -> it.at() > away.get().at())
            .findFirst()
            .orElseThrow();
    for (var ack : history.all(CallEntry.Acked.class)) {
      var call = sent(history, ack.call());
      if (call.user().equals(sent.user())
          && call.clientMessageId().equals(sent.clientMessageId())) {
        return history.replace(
            ack,
            new CallEntry.Acked(
                ack.at() + 3_600 * SECOND, ack.call(), ack.message(), ack.sequence(), false));
      }
    }
    return false;
  }

  /// A frame that fell into a fault of Redis never comes, and nothing after it.
  private static boolean lose(Planted history, String kind) {
    var fault =
        history.any(
            RunEntry.FaultBegun.class,
            (_, it) ->
                it.target().equals("redis-1")
                    && it.kind().name().equals(kind)
                    && history.all(RunEntry.FaultBegun.class).stream()
                        .noneMatch(
                            other ->
                                other != it
                                    && other.target().equals(it.target())
                                    && Math.abs(other.at() - it.at()) < 60 * SECOND));
    if (fault.isEmpty()) {
      return false;
    }
    var frame =
        history.all(SessionEntry.Received.class).stream()
            .filter(it -> it.at() > fault.get().at() && stays(history, it))
            .filter(it -> it.at() < end(history, fault.get()))
            .findFirst();
    return frame.isPresent() && drop(history, frame.get());
  }

  private static long end(Planted history, RunEntry.FaultBegun fault) {
    return history.all(RunEntry.FaultEnded.class).stream()
        .filter(it -> it.fault() == fault.fault())
        .mapToLong(Entry::at)
        .sum();
  }

  private static boolean stays(Planted history, SessionEntry.Received frame) {
    return history.all(SessionEntry.Closed.class).stream()
            .noneMatch(
                it -> it.session().equals(frame.session()) && it.at() < frame.at() + 1_800 * SECOND)
        && frame.event().showsMessage();
  }

  private static boolean drop(Planted history, SessionEntry.Received frame) {
    for (var other : history.all(SessionEntry.Received.class)) {
      if (other.session().equals(frame.session())
          && other.conversation().equals(frame.conversation())
          && other.at() >= frame.at()) {
        history.remove(other);
      }
    }
    return true;
  }

  private static boolean loseLast(Planted history) {
    var frame =
        history.any(
            SessionEntry.Received.class,
            (_, it) ->
                stays(history, it)
                    && history.all(RunEntry.FaultBegun.class).stream()
                        .noneMatch(fault -> Math.abs(fault.at() - it.at()) < 60 * SECOND)
                    && !isReplayed(history, it));
    return frame.isPresent() && drop(history, frame.get());
  }

  /// The client gives up in the end, and the run is to blame for that; but it heard pongs all the
  /// time.
  private static boolean onlyPongs(Planted history) {
    if (!loseLast(history)) {
      return false;
    }
    var last =
        history.all(SessionEntry.Opened.class).stream()
            .filter(
                it ->
                    history.all(SessionEntry.Closed.class).stream()
                        .noneMatch(end -> end.session().equals(it.session())))
            .toList();
    long end = history.entries().getLast().at();
    last.forEach(
        it ->
            history.add(
                new SessionEntry.Closed(
                    end + SECOND, it.session(), 1006, SessionEntry.End.FAULT, end)));
    return true;
  }

  private static boolean repeatInDisorder(Planted history) {
    var frame =
        history.any(
            SessionEntry.Received.class,
            (_, it) ->
                it.event().showsMessage()
                    && resumed(history, it.session())
                    && !isReplayed(history, it));
    frame.ifPresent(
        it -> {
          history.add(
              new RunEntry.FaultBegun(
                  it.at() - 1, 1 << 20, RunEntry.Fault.DISORDER, "redis-1", null));
          history.add(new RunEntry.FaultEnded(it.at() + SECOND, 1 << 20));
          history.add(
              new SessionEntry.Received(it.at() + 1, it.session(), it.conversation(), it.event()));
        });
    return frame.isPresent();
  }

  private static boolean isReplayed(Planted history, SessionEntry.Received frame) {
    return history.all(SessionEntry.AllResumed.class).stream()
        .anyMatch(it -> it.session().equals(frame.session()) && it.at() > frame.at());
  }

  private static boolean repeat(Planted history, boolean resumed) {
    var frame = anyFrame(history, resumed);
    return frame.isPresent()
        && history.add(
            new SessionEntry.Received(
                frame.get().at(),
                frame.get().session(),
                frame.get().conversation(),
                frame.get().event()));
  }

  /// Two frames of one conversation that follow each other on a live session.
  private static Optional<SessionEntry.Received[]> neighbours(Planted history) {
    var frames = history.all(SessionEntry.Received.class);
    for (var first : frames) {
      for (var second : frames) {
        if (first.session().equals(second.session())
            && !resumed(history, first.session())
            && first.conversation().equals(second.conversation())
            && first.event().sequence() + 1 == second.event().sequence()
            && frames.stream().anyMatch(it -> isBefore(it, first))) {
          return Optional.of(new SessionEntry.Received[] {first, second});
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isBefore(SessionEntry.Received one, SessionEntry.Received other) {
    return one.session().equals(other.session())
        && one.conversation().equals(other.conversation())
        && one.event().sequence() == other.event().sequence() - 1;
  }

  private static boolean skip(Planted history) {
    var pair = neighbours(history);
    return pair.isPresent() && history.remove(pair.get()[0]);
  }

  private static boolean swapFrames(Planted history) {
    var pair = neighbours(history);
    pair.ifPresent(
        it -> {
          history.replace(it[0], frameAt(it[0], it[1].at()));
          history.replace(it[1], frameAt(it[1], it[0].at()));
        });
    return pair.isPresent();
  }

  private static SessionEntry.Received frameAt(SessionEntry.Received frame, long at) {
    return new SessionEntry.Received(at, frame.session(), frame.conversation(), frame.event());
  }

  private static boolean echo(Planted history) {
    var ack =
        history.any(
            CallEntry.Acked.class,
            (_, it) -> {
              var session = sent(history, it.call()).session();
              return !it.duplicate() && session != null && !resumed(history, session);
            });
    if (ack.isEmpty()) {
      return false;
    }
    var sent = sent(history, ack.get().call());
    var event =
        history.all(ReadingEntry.LogRead.class).stream()
            .flatMap(read -> read.events().stream())
            .filter(it -> is(it, ack.get()))
            .findFirst()
            .orElseThrow();
    return history.add(
        new SessionEntry.Received(
            ack.get().at() + 1, "" + sent.session(), sent.conversation(), event));
  }

  private static boolean ackLate(Planted history) {
    for (var ack : history.all(CallEntry.Acked.class)) {
      var sent = sent(history, ack.call());
      if (ack.duplicate() || sent.session() == null || resumed(history, sent.session())) {
        continue;
      }
      for (var later : history.all(SessionEntry.Received.class)) {
        if (later.session().equals(sent.session())
            && later.conversation().equals(sent.conversation())
            && later.event().sequence() == ack.sequence() + 1) {
          return history.replace(
              ack,
              new CallEntry.Acked(
                  later.at() + 1, ack.call(), ack.message(), ack.sequence(), false));
        }
      }
    }
    return false;
  }

  private static boolean resumeTooLate(Planted history) {
    var first = history.any(SessionEntry.Received.class, (_, it) -> isReplayed(history, it));
    return first.isPresent() && history.remove(first.get());
  }

  private static boolean resumeTooEarly(Planted history) {
    for (var asked : history.all(SessionEntry.ResumeAsked.class)) {
      for (var read : history.all(ReadingEntry.LogRead.class)) {
        var position = asked.positions().get(read.conversation());
        if (position != null
            && position.sequence() > 0
            && history.all(SessionEntry.Resumed.class).stream()
                .anyMatch(
                    it ->
                        it.session().equals(asked.session())
                            && it.conversation().equals(read.conversation()))) {
          return history.add(
              new SessionEntry.Received(
                  asked.at() + 1,
                  asked.session(),
                  read.conversation(),
                  read.events().get((int) position.sequence() - 1)));
        }
      }
    }
    return false;
  }

  private static boolean beforeResume(Planted history) {
    var asked = history.any(SessionEntry.ResumeAsked.class, (_, _) -> true);
    var frame = anyFrame(history, false);
    return asked.isPresent()
        && frame.isPresent()
        && history.add(
            new SessionEntry.Received(
                asked.get().at() - 1,
                asked.get().session(),
                frame.get().conversation(),
                frame.get().event()));
  }

  private static boolean sayNothing(Planted history) {
    var resync = history.any(SessionEntry.Resynced.class, (_, _) -> true);
    return resync.isPresent() && history.remove(resync.get());
  }

  private static boolean otherEpoch(Planted history) {
    var resumed = history.any(SessionEntry.Resumed.class, (_, _) -> true);
    return resumed.isPresent()
        && history.replace(
            resumed.get(),
            new SessionEntry.Resumed(
                resumed.get().at(),
                resumed.get().session(),
                resumed.get().conversation(),
                "e2",
                resumed.get().head()));
  }

  private static boolean fall(Planted history) {
    var seen = history.any(SessionEntry.MarksSeen.class, (_, it) -> it.read() > 0);
    return seen.isPresent()
        && history.add(
            new SessionEntry.MarksSeen(
                seen.get().at(),
                seen.get().session(),
                seen.get().conversation(),
                seen.get().user(),
                seen.get().delivered(),
                seen.get().read() - 1));
  }

  private static boolean mark(Planted history, long value) {
    var seen = history.any(SessionEntry.MarksSeen.class, (_, _) -> true);
    return seen.isPresent()
        && history.replace(
            seen.get(),
            new SessionEntry.MarksSeen(
                seen.get().at(),
                seen.get().session(),
                seen.get().conversation(),
                seen.get().user(),
                value,
                seen.get().read()));
  }

  /// Within the log, but beyond all that the user said, joined by or sent.
  private static boolean inventMark(Planted history) {
    var standing =
        history.any(
            ReadingEntry.Standing.class,
            (_, it) ->
                it.unread() != null
                    && it.unread() > 0
                    && history.all(CallEntry.Marked.class).stream()
                        .noneMatch(
                            mark ->
                                mark.user().equals(it.user())
                                    && mark.conversation().equals(it.conversation())
                                    && mark.read() != null
                                    && mark.read() > it.read()));
    return standing.isPresent()
        && history.replace(
            standing.get(),
            new ReadingEntry.Standing(
                standing.get().at(),
                standing.get().asked(),
                standing.get().user(),
                standing.get().conversation(),
                standing.get().delivered() + 1,
                standing.get().read(),
                standing.get().unread()));
  }

  private static boolean forgetMark(Planted history) {
    var standing =
        history.any(ReadingEntry.Standing.class, (_, it) -> it.unread() == null && it.read() > 1);
    return standing.isPresent()
        && history.replace(
            standing.get(),
            new ReadingEntry.Standing(
                standing.get().at(),
                standing.get().asked(),
                standing.get().user(),
                standing.get().conversation(),
                0,
                0,
                null));
  }

  private static boolean readStale(Planted history) {
    var read = anyLog(history);
    return read.isPresent()
        && history.add(
            new ReadingEntry.LogRead(
                read.get().at() - MILLI,
                read.get().asked() - MILLI,
                read.get().user(),
                read.get().conversation(),
                read.get().epoch(),
                1,
                1,
                read.get().events().subList(0, 1)));
  }

  private static boolean miscount(Planted history) {
    var standing = history.any(ReadingEntry.Standing.class, (_, it) -> it.unread() != null);
    return standing.isPresent()
        && history.replace(
            standing.get(),
            new ReadingEntry.Standing(
                standing.get().at(),
                standing.get().asked(),
                standing.get().user(),
                standing.get().conversation(),
                standing.get().delivered(),
                standing.get().read(),
                standing.get().unread() == null ? 1L : standing.get().unread() + 1));
  }

  private static Optional<ReadingEntry.PresenceRead> anyOffline(Planted history) {
    return history.any(
        ReadingEntry.PresenceRead.class,
        (_, it) ->
            it.state() == Presence.State.OFFLINE
                && history.all(RunEntry.FaultBegun.class).stream()
                    .noneMatch(fault -> Math.abs(fault.at() - it.at()) < 60 * SECOND));
  }

  private static boolean ghost(Planted history) {
    var offline = anyOffline(history);
    return offline.isPresent()
        && history.add(
            new ReadingEntry.PresenceRead(
                offline.get().at() + 35 * SECOND,
                offline.get().asked() + 35 * SECOND,
                offline.get().user(),
                offline.get().of(),
                Presence.State.ONLINE,
                offline.get().version()));
  }

  private static boolean neverOffline(Planted history) {
    var offline = anyOffline(history);
    if (offline.isEmpty()) {
      return false;
    }
    boolean shownOnline = false;
    for (var seen : history.all(SessionEntry.PresenceSeen.class)) {
      if (seen.user().equals(offline.get().of())) {
        shownOnline |= seen.state() == Presence.State.ONLINE && seen.at() < offline.get().at();
        if (seen.version() == offline.get().version()) {
          history.replace(
              seen,
              new SessionEntry.PresenceSeen(
                  seen.at(), seen.session(), seen.user(), Presence.State.ONLINE, seen.version()));
        }
      }
    }
    return history.remove(offline.get());
  }

  private static boolean falseOffline(Planted history) {
    var online =
        history.any(
            ReadingEntry.PresenceRead.class,
            (_, it) -> it.state() == Presence.State.ONLINE && staysFor(history, it));
    return online.isPresent()
        && history.add(
            new ReadingEntry.PresenceRead(
                online.get().at() + 15 * SECOND,
                online.get().asked() + 15 * SECOND,
                online.get().user(),
                online.get().of(),
                Presence.State.OFFLINE,
                online.get().version()));
  }

  private static boolean staysFor(Planted history, ReadingEntry.PresenceRead online) {
    return Stream.concat(
            history.all(RunEntry.PresenceTruth.class).stream()
                .filter(it -> it.user().equals(online.of()) && it.truth() != RunEntry.Truth.ONLINE)
                .filter(it -> it.at() > online.at() - MILLI),
            history.all(RunEntry.FaultBegun.class).stream())
        .mapToLong(Entry::at)
        .noneMatch(at -> Math.abs(at - online.at()) < 60 * SECOND);
  }

  private static boolean closeBadly(Planted history) {
    var closed =
        history.any(
            SessionEntry.Closed.class,
            (_, it) ->
                (it.code() == 1001 || it.code() == 4000)
                    && history.all(RunEntry.FaultBegun.class).stream()
                        .filter(fault -> fault.kind() == RunEntry.Fault.KILL)
                        .noneMatch(fault -> Math.abs(fault.at() - it.at()) < 60 * SECOND));
    return closed.isPresent() && history.replace(closed.get(), with1006(closed.get()));
  }

  private static boolean closeUntouched(Planted history) {
    var closed =
        history.any(
            SessionEntry.Closed.class,
            (_, it) ->
                it.by() == SessionEntry.End.CLIENT
                    && history.all(RunEntry.FaultBegun.class).stream()
                        .noneMatch(fault -> Math.abs(fault.at() - it.at()) < 60 * SECOND));
    return closed.isPresent() && history.replace(closed.get(), with1006(closed.get()));
  }

  private static boolean stayAway(Planted history, int code) {
    var kill = history.any(RunEntry.FaultBegun.class, (_, it) -> it.kind() == RunEntry.Fault.KILL);
    var closed =
        kill.flatMap(
            it ->
                history.all(SessionEntry.Closed.class).stream()
                    .filter(end -> end.at() > it.at())
                    .findFirst());
    return closed.isPresent()
        && history.replace(
            closed.get(),
            new SessionEntry.Closed(
                closed.get().at(), closed.get().session(), code, SessionEntry.End.SERVER));
  }

  private static SessionEntry.Closed with1006(SessionEntry.Closed closed) {
    return new SessionEntry.Closed(closed.at(), closed.session(), 1006, SessionEntry.End.SERVER);
  }

  private static boolean exit(Planted history, int code, long millis) {
    return history.add(new RunEntry.Exited(5, "chat-1", code, millis));
  }

  private static boolean leak(Planted history) {
    var frame = anyFrame(history, false);
    return frame.isPresent()
        && history.add(
            new SessionEntry.Received(
                frame.get().at(), "stranger", frame.get().conversation(), frame.get().event()));
  }

  private static boolean leakLog(Planted history) {
    var read = anyLog(history);
    return read.isPresent()
        && history.add(
            new ReadingEntry.LogRead(
                read.get().at(),
                read.get().asked(),
                STRANGER,
                read.get().conversation(),
                read.get().epoch(),
                1,
                read.get().head(),
                read.get().events()));
  }

  private static boolean leakHistory(Planted history) {
    var read = history.any(ReadingEntry.HistoryRead.class, (_, it) -> !it.messages().isEmpty());
    return read.isPresent()
        && history.add(
            new ReadingEntry.HistoryRead(
                read.get().at(),
                read.get().asked(),
                STRANGER,
                read.get().conversation(),
                read.get().messages()));
  }

  private static boolean leakMarks(Planted history) {
    var seen = history.any(SessionEntry.MarksSeen.class, (_, _) -> true);
    return seen.isPresent()
        && history.add(
            new SessionEntry.MarksSeen(
                seen.get().at(),
                "stranger",
                seen.get().conversation(),
                seen.get().user(),
                seen.get().delivered(),
                seen.get().read()));
  }

  /// The event of a removal itself is already more than the removed one may get.
  private static boolean leakAfterwards(Planted history) {
    var removed =
        history.any(
            SessionEntry.Removed.class,
            (_, it) ->
                history.all(SessionEntry.Added.class).stream()
                    .noneMatch(
                        added ->
                            added.conversation().equals(it.conversation())
                                && added.at() > it.at()));
    if (removed.isEmpty()) {
      return false;
    }
    var left =
        history.all(SessionEntry.Received.class).stream()
            .filter(
                it ->
                    it.conversation().equals(removed.get().conversation())
                        && it.event().type().equals("member.left")
                        && it.at() < removed.get().at())
            .reduce((_, last) -> last);
    return left.isPresent()
        && history.add(
            new SessionEntry.Received(
                removed.get().at() + 1,
                removed.get().session(),
                left.get().conversation(),
                left.get().event()));
  }
}
