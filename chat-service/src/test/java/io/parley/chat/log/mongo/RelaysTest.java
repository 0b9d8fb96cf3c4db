package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.chat.log.TryAgain;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelaysTest {

  private static final ConversationId CONVERSATION = new ConversationId("c");
  private static final NodeId RIVAL = new NodeId("a");
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final long MOMENT = ANSWER.toNanos() / 4;
  private static final long NOW = Duration.ofSeconds(10).toNanos();

  private final Rivals rivals = new Rivals(new NodeId("b"));
  private final RelayMeters meters = new RelayMeters();
  private final List<NodeId> carriedTo = new ArrayList<>();
  private final Relays relays =
      new Relays(
          new NodeId("b"),
          LogNode.settings(LogNode.PATIENCE, ANSWER),
          rivals,
          (to, _) -> carriedTo.add(to),
          meters);
  private final Mailbox mailbox =
      new Mailbox(CONVERSATION, 10, new Room(100, 1_000_000), new Refusals());
  private final List<Pending> drafts =
      IntStream.range(0, 3).mapToObj(number -> draft("m" + number)).toList();

  RelaysTest() {
    drafts.forEach(draft -> mailbox.offer(draft, 0));
    mailbox.claim();
  }

  @Test
  void giveWhenNobodyElseIsBusyThenWrittenHere() {
    assertThat(relays.give(mailbox, NOW)).isFalse();
    assertThat(carriedTo).isEmpty();
    assertThat(mailbox.takeMessages(10, 1_000)).isEqualTo(drafts);
  }

  @Test
  void giveThenAllTogetherAndBackWhenAllHaveTheirAnswer() {
    give();
    assertThat(carriedTo).containsExactly(RIVAL);
    drafts.subList(0, 2).forEach(draft -> draft.refuse(problem()));
    assertThat(relays.takeBack(CONVERSATION)).isNull();
    drafts.getLast().refuse(problem());
    assertThat(relays.takeBack(CONVERSATION)).isSameAs(mailbox);
    assertThat(relays.takeBack(CONVERSATION)).isNull();
    assertCounts(3, 0, 0);
  }

  @Test
  void takeLateWhenTheRivalIsSilentThenAfterAMoment() {
    give();
    assertThat(relays.takeLate(NOW + MOMENT - 1)).isEmpty();
    assertThat(relays.takeLate(NOW + MOMENT)).containsExactly(mailbox);
    assertThat(mailbox.takeMessages(10, 1_000)).isEqualTo(drafts);
    assertCounts(3, 3, 0);
  }

  @Test
  void takeLateWhenTheRivalWritesForAnyoneThenAfterAWhile() {
    give();
    drafts.getFirst().refuse(problem());
    long after = NOW;
    while (after < NOW + ANSWER.toNanos() - MOMENT) {
      after += MOMENT / 2;
      rivals.alive(RIVAL, after);
      assertThat(relays.takeLate(after)).isEmpty();
    }
    rivals.alive(RIVAL, NOW + ANSWER.toNanos());
    assertThat(relays.takeLate(NOW + ANSWER.toNanos())).containsExactly(mailbox);
    assertThat(mailbox.takeMessages(10, 1_000)).isEqualTo(drafts.subList(1, 3));
    assertCounts(3, 2, 0);
  }

  @Test
  void giveWhenTheRivalDidNotWriteTheLastOnesThenWrittenHereForSomeSeconds() {
    give();
    long late = NOW + MOMENT;
    relays.takeLate(late);
    makeBusy(late);
    assertThat(relays.give(mailbox, late)).isFalse();
    long later = late + ANSWER.toNanos();
    makeBusy(later);
    assertThat(relays.give(mailbox, later)).isTrue();
    assertCounts(6, 3, 0);
  }

  @Test
  void tookThenCounted() {
    relays.took(7);
    assertCounts(0, 0, 7);
  }

  private void give() {
    makeBusy(NOW);
    rivals.alive(RIVAL, NOW);
    assertThat(relays.give(mailbox, NOW)).isTrue();
  }

  private void makeBusy(long nowNanos) {
    IntStream.range(0, 100).forEach(_ -> rivals.wrote(RIVAL, CONVERSATION, true, nowNanos));
  }

  private void assertCounts(int given, int late, int taken) {
    var registry = new SimpleMeterRegistry();
    meters.bindTo(registry);
    assertThat(registry.get("parley.drafts.given").functionCounter().count()).isEqualTo(given);
    assertThat(registry.get("parley.drafts.late").functionCounter().count()).isEqualTo(late);
    assertThat(registry.get("parley.drafts.taken").functionCounter().count()).isEqualTo(taken);
  }

  private static Pending draft(String id) {
    var session = new SessionId("s");
    return new Pending(
        LogNode.message(CONVERSATION, "ann", id, MessageContent.text("t"), session),
        Long.MAX_VALUE);
  }

  private static TryAgain problem() {
    return new TryAgain("test", Duration.ofMillis(1), null);
  }
}
