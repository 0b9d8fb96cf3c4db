package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.EventDraft;
import io.parley.chat.log.Head;
import io.parley.chat.log.Moves;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/// What the bus lost is found again.
class MovesIT {

  private static LogNode node;
  private static LogNode other;

  @BeforeAll
  static void start() {
    var two = LogNode.two();
    node = two.getFirst();
    other = two.getLast();
  }

  @AfterAll
  static void stop() {
    node.close();
    other.close();
  }

  @Test
  void sinceThenWhatMovedOnAnotherNode() {
    Instant mark = look(null).mark();
    var conversation = node.conversation();
    node.sent(conversation, "ann", "m1", "hello");
    Head head =
        Mono.defer(() -> other.moves().since(mark))
            .mapNotNull(look -> look.moved().get(conversation))
            .filter(moved -> moved.sequence() == 1)
            .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(20)))
            .block(LogNode.PATIENCE);
    assertThat(head).isNotNull();
    assertThat(head.messages()).isEqualTo(1);
    assertThat(head.movedAt()).isAfterOrEqualTo(mark);
  }

  @Test
  void sinceWhenAskedFirstThenOnlyAMark() {
    node.conversation();
    Moves.Look first = look(null);
    assertThat(first.moved()).isEmpty();
    assertThat(look(first.mark()).mark()).isAfterOrEqualTo(first.mark());
  }

  @Test
  void beyondThenThoseWithALaterEventEvenWhenNobodySaidSo() {
    var quiet = node.conversation();
    node.sent(quiet, "ann", "m1", "hello");
    var killed = node.conversation();
    node.sent(killed, "ann", "m1", "hello");
    node.insertOnly(killed, "ann", "k1", new EventDraft.Noop());
    Map<ConversationId, Long> positions = new HashMap<>(Map.of(quiet, 1L, killed, 1L));
    assertThat(other.moves().beyond(positions).block(LogNode.PATIENCE)).isEqualTo(Set.of(killed));
    assertThat(other.moves().beyond(Map.of()).block(LogNode.PATIENCE)).isEmpty();
  }

  @Test
  void duplicateWhenTheFirstNodeWasKilledThenTheHeadIsRaised() {
    Instant mark = look(null).mark();
    var conversation = node.conversation();
    node.sent(conversation, "ann", "m1", "hello");
    node.insertOnly(conversation, "ann", "ann:m2", sent("m2", "again"));
    assertThat(
            Objects.requireNonNull(
                    other.send(conversation, "ann", "m2", "again").block(LogNode.PATIENCE))
                .duplicate())
        .isTrue();
    Mono.defer(() -> node.moves().since(mark))
        .mapNotNull(look -> look.moved().get(conversation))
        .filter(moved -> moved.sequence() == 2)
        .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(20)))
        .block(LogNode.PATIENCE);
  }

  @Test
  void headWhenThereIsNoLogThenEmpty() {
    assertThat(node.events().head(new ConversationId("nowhere")).blockOptional()).isEmpty();
  }

  @Test
  void createWhenThereIsOneThenItStaysAsItIs() {
    var conversation = node.conversation();
    node.sent(conversation, "ann", "m1", "hello");
    Head before = Objects.requireNonNull(node.events().head(conversation).block());
    other.events().create(conversation).block(LogNode.PATIENCE);
    Head after = Objects.requireNonNull(node.events().head(conversation).block());
    assertThat(after.epoch()).isEqualTo(before.epoch());
    assertThat(after.sequence()).isEqualTo(1);
    assertThat(after.first()).isEqualTo(1);
    assertThat(other.all(conversation)).hasSize(1);
  }

  private static EventDraft sent(String id, String text) {
    return new EventDraft.MessageSent(
        new io.parley.common.id.ClientMessageId(id),
        io.parley.common.frame.MessageContent.text(text));
  }

  private static Moves.Look look(@org.jspecify.annotations.Nullable Instant mark) {
    return Objects.requireNonNull(other.moves().since(mark).block(LogNode.PATIENCE));
  }
}
