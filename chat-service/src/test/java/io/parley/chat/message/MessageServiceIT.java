package io.parley.chat.message;

import static io.parley.chat.SharedNode.node;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.SharedNode.Person;
import io.parley.chat.conversation.Sender;
import io.parley.chat.log.Appended;
import io.parley.chat.log.ContentDiffers;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.SessionId;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// What sockets use, and what another node sees of it.
class MessageServiceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SENDS = 60;

  private final MessageService service = node().bean(MessageService.class);
  private final MessageChanges changes = node().bean(MessageChanges.class);
  private final Person ada = person("ada");
  private final Person ben = person("ben");
  private final Sender sender = new Sender(ada.id(), new SessionId("session"));
  private ConversationId id = new ConversationId("none");

  @BeforeEach
  void group() {
    id = new ConversationId(ada.rest().create("group", ben));
  }

  @Test
  void admitWhenOneAfterTheOtherThenStoredInThatOrder() {
    var stored =
        Flux.range(1, SENDS)
            .concatMap(i -> service.admit(sender, id, clientId(i), text(i)))
            .flatMapSequential(appended -> appended, SENDS)
            .map(appended -> appended.event().sequence())
            .collectList()
            .block(PATIENCE);
    assertThat(stored).hasSize(SENDS).isSorted().startsWith(1L).endsWith((long) SENDS);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ada.rest().get("/api/conversations/{id}", id).number("/unread") == 0);
  }

  @Test
  void sendWhenRepeatedBySocketThenDuplicate() {
    var first = send(1).block(PATIENCE);
    assertThat(first).isNotNull();
    assertThat(first.duplicate()).isFalse();
    StepVerifier.create(send(1))
        .assertNext(
            again -> {
              assertThat(again.duplicate()).isTrue();
              assertThat(again.event().sequence()).isEqualTo(first.event().sequence());
            })
        .expectComplete()
        .verify(PATIENCE);
    StepVerifier.create(service.send(sender, id, clientId(1), text(2)))
        .expectError(ContentDiffers.class)
        .verify(PATIENCE);
  }

  @Test
  void sendWhenSentElsewhereBeforeThenTheSameMessage() {
    var first = ada.elsewhere().send(id.value(), "m1", "text 1");
    StepVerifier.create(send(1))
        .assertNext(
            again -> {
              assertThat(again.duplicate()).isTrue();
              assertThat(new MessageId(id, again.event().sequence()).value())
                  .isEqualTo(first.get("id").stringValue());
            })
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void viewWhenSentElsewhereThenAtOnceComplete() {
    var other = ada.rest().create("group", ben);
    for (int i = 1; i <= 5; i++) {
      ben.elsewhere().send(id.value(), "m" + i, "text " + i);
      var shown = ada.rest().get("/api/conversations/{id}", id).isStatus(200);
      assertThat(shown.number("/head")).isEqualTo(i);
      assertThat(shown.number("/unread")).isEqualTo(i);
      assertThat(shown.text("/lastMessage/text")).isEqualTo("text " + i);
    }
    ben.elsewhere().send(other, "m1", "later");
    var list = ada.rest().get("/api/conversations").isStatus(200);
    assertThat(list.text("/items/0/lastMessage/text")).isEqualTo("later");
    assertThat(list.number("/items/1/unread")).isEqualTo(5);
  }

  @Test
  void removeWhenAtOneNodeThenAtOnceAtTheOther() {
    assertThat(ben.elsewhere().get("/api/conversations/{id}", id).status()).isEqualTo(200);
    ada.rest().delete("/api/conversations/{id}/members/{user}", id, ben).isStatus(204);
    ben.elsewhere().get("/api/conversations/{id}", id).isProblem(404, "not-found");
    ben.elsewhere().get("/api/conversations/{id}/messages", id).isProblem(404, "not-found");
  }

  @Test
  void sendWhenRemovedThenOnlyTheRepeatIsAnswered() {
    var bens = new Sender(ben.id(), new SessionId("bens"));
    service.send(bens, id, clientId(1), text(1)).block(PATIENCE);
    ada.rest().delete("/api/conversations/{id}/members/{user}", id, ben).isStatus(204);
    StepVerifier.create(service.send(bens, id, clientId(1), text(1)))
        .expectNextMatches(Appended::duplicate)
        .expectComplete()
        .verify(PATIENCE);
    StepVerifier.create(service.send(bens, id, clientId(2), text(2)))
        .expectErrorMatches(error -> isProblem(error, ProblemType.NOT_FOUND))
        .verify(PATIENCE);
  }

  @Test
  void changesWhenBySocketThenTheirOwnEvents() {
    send(1).block(PATIENCE);
    var message = new MessageId(id, 1);
    StepVerifier.create(
            Flux.concat(
                changes.edit(sender, id, message, "edited", List.of(ben.id())),
                changes.react(sender, id, message, "👍", true),
                changes.react(sender, id, message, "👍", true),
                changes.delete(sender, id, message),
                changes.delete(sender, id, message)))
        .expectNextMatches(done -> done.event().sequence() == 2 && !done.duplicate())
        .expectNextMatches(done -> done.event().sequence() == 3 && !done.duplicate())
        .expectNextMatches(done -> done.event().sequence() == 1 && done.duplicate())
        .expectNextMatches(done -> done.event().sequence() == 4 && !done.duplicate())
        .expectNextMatches(done -> done.event().sequence() == 1 && done.duplicate())
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void deleteWhenManyDoItAtOnceThenOneEvent() {
    send(1).block(PATIENCE);
    var message = new MessageId(id, 1);
    Flux.range(0, 8)
        .flatMap(i -> changes.delete(sender, id, message), 8)
        .collectList()
        .block(PATIENCE);
    assertThat(ada.rest().get("/api/conversations/{id}", id).number("/head")).isEqualTo(2);
  }

  private Mono<Appended> send(int i) {
    return service.send(sender, id, clientId(i), text(i));
  }

  private static boolean isProblem(Throwable error, ProblemType type) {
    return error instanceof ProblemException problem && problem.type() == type;
  }

  private static ClientMessageId clientId(int i) {
    return new ClientMessageId("m" + i);
  }

  private static MessageContent text(int i) {
    return MessageContent.text("text " + i);
  }
}
