package io.parley.prove.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.common.frame.Position;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

  private static final UserId ANN = new UserId("ann");
  private static final ConversationId HERE = new ConversationId("here");
  private static final Event EVENT =
      new Event(7, "message", "here-7", new ClientMessageId("m1"), ANN, null, Digest.of("hi"));

  private static final List<Entry> ONE_OF_EACH =
      List.of(
          new RunEntry.Begun(0, -3, "./parley prove --seed -3", "2 chat", "a laptop"),
          new CallEntry.Created(1, HERE, List.of(ANN)),
          new CallEntry.JoinAsked(2, HERE, List.of(new UserId("ben"))),
          new CallEntry.Sent(
              3,
              1,
              ANN,
              CallEntry.Via.SOCKET,
              "s1",
              "gateway-1",
              HERE,
              new ClientMessageId("m1"),
              Digest.of("hi")),
          new CallEntry.Acked(4, 1, "here-7", 7, false),
          new CallEntry.Refused(5, 2, ProblemType.TRY_AGAIN, 500L),
          new CallEntry.Unanswered(6, 3),
          new CallEntry.Marked(7, ANN, HERE, null, 9L),
          new SessionEntry.Opened(8, "s1", ANN, "gateway-1", true),
          new SessionEntry.ResumeAsked(9, "s1", Map.of(HERE, new Position("e", 6))),
          new SessionEntry.Resumed(10, "s1", HERE, "e", 7),
          new SessionEntry.AllResumed(11, "s1"),
          new SessionEntry.Resynced(12, "s1", HERE, "e", 1, 7),
          new SessionEntry.Received(13, "s1", HERE, EVENT),
          new SessionEntry.Added(14, "s1", HERE),
          new SessionEntry.Removed(15, "s1", HERE, "removed"),
          new SessionEntry.MarksSeen(16, "s1", HERE, ANN, 7, 6),
          new SessionEntry.Watched(17, "s1", List.of(ANN)),
          new SessionEntry.PresenceSeen(18, "s1", ANN, Presence.State.AWAY, 3),
          new SessionEntry.Closed(19, "s1", 4000, SessionEntry.End.SERVER, 18L),
          new ReadingEntry.LogRead(20, 19, ANN, HERE, "e", 1, 7, List.of(EVENT)),
          new ReadingEntry.HistoryRead(21, 20, ANN, HERE, List.of(EVENT)),
          new ReadingEntry.Standing(22, 21, ANN, HERE, 7, 6, 1L),
          new ReadingEntry.PresenceRead(23, 22, ANN, ANN, Presence.State.ONLINE, 4),
          new RunEntry.Settled(24),
          new RunEntry.FaultBegun(25, 1, RunEntry.Fault.KILL, "chat-1", null),
          new RunEntry.FaultEnded(26, 1, "28 connections"),
          new RunEntry.Exited(27, "chat-1", 0, 900),
          new RunEntry.PresenceTruth(28, ANN, RunEntry.Truth.LOST),
          new RunEntry.Written(29, HERE, 7),
          new RunEntry.ReplyLost(30, HERE, 8),
          new RunEntry.ConcernSeen(31, "events", "insert", "majority", 5_000L));

  @TempDir private Path directory;

  @Test
  void readWhenEveryKindWasWrittenThenTheSame() throws IOException {
    var file = directory.resolve("history.jsonl");
    try (var recorder = HistoryFile.create(file)) {
      ONE_OF_EACH.reversed().forEach(recorder::write);
    }

    assertThat(History.read(file).entries()).isEqualTo(ONE_OF_EACH);
    assertThat(ONE_OF_EACH.stream().map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(kinds().toList());
  }

  /// Histories of before the last sign of life and the touched were written down.
  @Test
  void readWhenFieldsAreMissingThenTheyAreNull() throws IOException {
    var file = directory.resolve("history.jsonl");
    Files.writeString(
        file,
        """
        {"entry":"Closed","at":1,"session":"s1","code":1006,"by":"FAULT"}
        {"entry":"FaultEnded","at":2,"fault":1}
        """);

    assertThat(History.read(file).entries())
        .containsExactly(
            new SessionEntry.Closed(1, "s1", 1006, SessionEntry.End.FAULT),
            new RunEntry.FaultEnded(2, 1));
  }

  private static Stream<Class<?>> kinds() {
    return Stream.of(Entry.class.getPermittedSubclasses())
        .flatMap(group -> Stream.of(group.getPermittedSubclasses()))
        .filter(kind -> Modifier.isFinal(kind.getModifiers()));
  }

  @Test
  void readWhenLastLineIsCutOffThenTheRest() throws IOException {
    var file = directory.resolve("history.jsonl");
    try (var recorder = HistoryFile.create(file)) {
      recorder.write(new RunEntry.Settled(1));
      recorder.write(new RunEntry.Exited(2, "chat-1", 0, 900));
    }
    var text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 9));

    assertThat(History.read(file).entries()).containsExactly(new RunEntry.Settled(1));
  }

  @Test
  void readWhenManySawOneEventThenItIsOneObject() throws IOException {
    var file = directory.resolve("history.jsonl");
    try (var recorder = HistoryFile.create(file)) {
      recorder.write(new SessionEntry.Received(1, "s1", HERE, EVENT));
      recorder.write(new SessionEntry.Received(2, "s2", HERE, EVENT));
    }

    var events =
        History.read(file).all(SessionEntry.Received.class).map(SessionEntry.Received::event);

    assertThat(events.reduce((one, two) -> one == two ? one : null)).contains(EVENT);
  }

  @Test
  void nowWhenAskedTwiceThenNeverFalls() {
    var recorder = Recorder.inMemory();
    long first = recorder.now();
    recorder.write(new RunEntry.Settled(recorder.now()));

    assertThat(recorder.history().entries()).hasSize(1);
    assertThat(recorder.now()).isGreaterThanOrEqualTo(first);
  }
}
