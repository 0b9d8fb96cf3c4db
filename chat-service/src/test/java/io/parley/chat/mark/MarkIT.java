package io.parley.chat.mark;

import static io.parley.chat.SharedNode.announced;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.RecordingAnnouncer.ToConversation;
import io.parley.chat.RecordingAnnouncer.ToUser;
import io.parley.chat.RestClient.Answer;
import io.parley.chat.SharedNode;
import io.parley.chat.SharedNode.Person;
import io.parley.chat.conversation.Sender;
import io.parley.chat.view.Place;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MarkIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String MARKS = "/api/conversations/{id}/marks";

  private final Person ada = person("ada");
  private final Person ben = person("ben");
  private final Person cia = person("cia");
  private final Person stranger = person("stranger");
  private String id = "";

  @BeforeEach
  void fiveMessages() {
    id = ada.rest().create("group", ben, cia);
    for (int i = 1; i <= 5; i++) {
      ada.rest().send(id, "m" + i, "text " + i);
    }
  }

  @Test
  void sendThenMarksOnesOwnAndOthersHaveItUnread() {
    assertThat(unread(ada)).isZero();
    assertThat(unread(ben)).isEqualTo(5);
    assertThat(mine(ada).number("/marks/read")).isEqualTo(5);
    assertThat(mine(ben).number("/marks/read")).isZero();
  }

  @Test
  void markThenOnlyRisesAndReadImpliesDelivered() {
    var first = mark(ben, Map.of("read", 3)).isStatus(200);
    assertThat(first.text("/user")).isEqualTo(ben.toString());
    assertThat(first.number("/read")).isEqualTo(3);
    assertThat(first.number("/delivered")).isEqualTo(3);
    assertThat(first.text("/readAt")).isNotBlank();
    assertThat(unread(ben)).isEqualTo(2);
    var lower = mark(ben, Map.of("read", 1, "delivered", 0)).isStatus(200);
    assertThat(lower.body()).isEqualTo(first.body());
    var further = mark(ben, Map.of("delivered", 4)).isStatus(200);
    assertThat(further.number("/delivered")).isEqualTo(4);
    assertThat(further.number("/read")).isEqualTo(3);
    assertThat(further.text("/readAt")).isEqualTo(first.text("/readAt"));
  }

  @Test
  void markWhenBeyondTheHeadThenTheHead() {
    assertThat(mark(ben, Map.of("read", 9_007_199_254_740_991L)).isStatus(200).number("/read"))
        .isEqualTo(5);
    assertThat(mark(cia, "{\"read\":123456789012345678901234567890}").isStatus(200).number("/read"))
        .isEqualTo(5);
    assertThat(unread(ben)).isZero();
    ada.rest().send(id, "m6", "text 6");
    assertThat(unread(ben)).isEqualTo(1);
  }

  @Test
  void markWhenWrongThenRefused() {
    mark(stranger, "{").isProblem(404, "not-found");
    mark(ben, "{").isProblem(400, "invalid");
    mark(ben, Map.of()).isInvalid("read", "missing");
    mark(ben, Map.of("read", -1)).isInvalid("read", "-1", "0 or more");
    mark(ben, Map.of("delivered", -5, "read", 2)).isInvalid("delivered", "-5");
    mark(ben, "{\"read\":-123456789012345678901234567890}").isInvalid("read", "0 or more");
    mark(ben, Map.of("read", "3")).isInvalid("read", "a number");
    mark(ben, Map.of("read", 2.5)).isInvalid("read");
    mark(ben, Map.of("read", true)).isInvalid("read");
    assertThat(mine(ben).number("/marks/read")).isZero();
  }

  @Test
  void everyoneThenEachMembersMarksFromTheJoining() {
    mark(ben, Map.of("delivered", 2)).isStatus(200);
    ada.rest()
        .post(Map.of("users", List.of(stranger.toString())), "/api/conversations/{id}/members", id)
        .isStatus(201);
    var all = ben.rest().get(MARKS, id).isStatus(200);
    assertThat(all.body().get("items")).hasSize(4);
    assertThat(all.body().get("next").isNull()).isTrue();
    for (var item : all.body().get("items")) {
      var user = item.get("user").stringValue();
      var expected =
          user.equals(ada.toString())
              ? 5
              : user.equals(ben.toString()) ? 2 : user.equals(stranger.toString()) ? 6 : 0;
      assertThat(item.get("delivered").longValue()).as(user).isEqualTo(expected);
    }
    var page = ben.rest().get(MARKS + "?limit=3", id).isStatus(200);
    assertThat(page.body().get("items")).hasSize(3);
    var rest = ben.rest().get(MARKS + "?limit=3&cursor=" + page.text("/next"), id).isStatus(200);
    assertThat(rest.body().get("items")).hasSize(1);
    ben.rest().get(MARKS + "?cursor=x", id).isProblem(400, "bad-cursor");
    ben.rest().get(MARKS + "?limit=500", id).isInvalid("limit", "500");
    person("other").rest().get(MARKS + "?limit=500", id).isProblem(404, "not-found");
  }

  @Test
  void statusThenSumsTheOthersUp() {
    assertThat(status(1)).isEqualTo("sent");
    mark(ben, Map.of("delivered", 5)).isStatus(200);
    assertThat(status(1)).isEqualTo("sent");
    mark(cia, Map.of("delivered", 3)).isStatus(200);
    assertThat(status(1)).isEqualTo("delivered");
    assertThat(status(4)).isEqualTo("sent");
    mark(ben, Map.of("read", 2)).isStatus(200);
    mark(cia, Map.of("read", 1)).isStatus(200);
    assertThat(status(1)).isEqualTo("read");
    assertThat(status(2)).isEqualTo("delivered");
    cia.rest().delete("/api/conversations/{id}/members/{user}", id, cia).isStatus(204);
    assertThat(status(2)).isEqualTo("read");
  }

  @Test
  void markWhenBySocketThenWrittenSoonAndOthersAreToldOnce() {
    var service = SharedNode.node().bean(MarkService.class);
    var session = new SessionId("session-1");
    var conversation = new ConversationId(id);
    for (long i = 1; i <= 5; i++) {
      StepVerifier.create(
              service.mark(new Sender(ben.id(), session), conversation, i, Math.max(0, i - 1)))
          .expectComplete()
          .verify(PATIENCE);
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                mine(ben).number("/marks/delivered") == 5 && mine(ben).number("/marks/read") == 4);
    Awaitility.await().atMost(PATIENCE).until(() -> !told(conversation, 5, 4).isEmpty());
    assertThat(told(conversation, 5, 4).getLast().exceptSession()).isEqualTo(session);
  }

  @Test
  void markWhenBySocketThenWhoAsksHereSeesItAtOnce() {
    var service = SharedNode.node().bean(MarkService.class);
    var sender = new Sender(ben.id(), new SessionId("session-1"));
    for (long i = 1; i <= 5; i++) {
      service.mark(sender, new ConversationId(id), i, i).block(PATIENCE);
      assertThat(unread(ben)).isEqualTo(5 - i);
    }
  }

  @Test
  void markWhenSomeoneAsksAndGoesThenNotLost() {
    var service = SharedNode.node().bean(MarkService.class);
    var conversation = new ConversationId(id);
    var sender = new Sender(ben.id(), new SessionId("session-1"));
    for (long i = 1; i <= 5; i++) {
      service.mark(sender, conversation, i, i).block(PATIENCE);
      service.of(List.of(new Place(conversation, ben.id()))).subscribe().dispose();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> unread(ben) == 0);
  }

  @Test
  void markWhenOftenThenToldAtMostOnceASecondAndTheLatestAtLast() {
    for (int i = 1; i <= 5; i++) {
      mark(ben, Map.of("read", i)).isStatus(200);
    }
    var conversation = new ConversationId(id);
    Awaitility.await().atMost(PATIENCE).until(() -> !told(conversation, 5, 5).isEmpty());
    var frames =
        announced().all(ToConversation.class).stream()
            .filter(one -> one.conversation().equals(conversation))
            .filter(
                one ->
                    one.frame() instanceof ServerFrame.Marks marks && marks.user().equals(ben.id()))
            .toList();
    assertThat(frames).hasSizeBetween(1, 4);
    assertThat(frames.getLast().frame())
        .isEqualTo(new ServerFrame.Marks(conversation, ben.id(), 5, 5));
  }

  @Test
  void goWithWhenTheConversationIsKnownToBeSmallThenSendersMarksGoWithTheirMessages() {
    var announcements = SharedNode.node().bean(MarkAnnouncements.class);
    var fresh = new ConversationId(ada.rest().create("group", ben, cia));
    assertThat(announcements.goWith(fresh, cia.id(), 2)).isFalse();
    announcements.tell(List.of(Rise.to(new Place(fresh, ben.id()), 1, 1, null))).block(PATIENCE);
    assertThat(announcements.goWith(fresh, cia.id(), 2)).isTrue();
    announcements.passed(
        new EventFrame.MemberLeft(fresh, 3, cia.id(), Instant.EPOCH, cia.id(), "left"));
    assertThat(announcements.goWith(fresh, ada.id(), 4)).isFalse();
  }

  @Test
  void statusWhenOneOfManyIsBehindThenThatOneDecides() {
    var others = IntStream.range(0, 20).mapToObj(i -> person("other")).toList();
    id = ada.rest().create("group", others.toArray());
    for (var behind : List.of(others.get(0), others.get(8), others.get(19))) {
      long sequence = ada.rest().send(id, "m-" + behind, "read it").get("sequence").longValue();
      others.stream()
          .filter(other -> other != behind)
          .forEach(other -> mark(other, Map.of("read", sequence)).isStatus(200));
      assertStatus(sequence, "sent");
      mark(behind, Map.of("delivered", sequence)).isStatus(200);
      assertStatus(sequence, "delivered");
      mark(behind, Map.of("read", sequence)).isStatus(200);
      assertStatus(sequence, "read");
    }
  }

  @Test
  void statusWhenSomebodyCameOrWentThenThoseWhoAreThereDecide() {
    mark(ben, Map.of("read", 5)).isStatus(200);
    assertStatus(5, "sent");
    ada.rest().delete("/api/conversations/{id}/members/{user}", id, cia).isStatus(204);
    assertThat(status(5)).isEqualTo("read");
    ada.rest()
        .post(Map.of("users", List.of(stranger.toString())), "/api/conversations/{id}/members", id)
        .isStatus(201);
    assertThat(status(5)).isEqualTo("read");
    long sequence = ada.rest().send(id, "m8", "for all").get("sequence").longValue();
    mark(ben, Map.of("read", sequence)).isStatus(200);
    assertStatus(sequence, "sent");
    mark(stranger, Map.of("read", sequence)).isStatus(200);
    assertStatus(sequence, "read");
  }

  /// The same by itself, in the history and as the last one in the list.
  private void assertStatus(long sequence, String expected) {
    assertThat(status(sequence)).isEqualTo(expected);
    var page = ada.rest().get("/api/conversations/{id}/messages?limit=1", id).isStatus(200);
    assertThat(page.text("/items/0/status")).isEqualTo(expected);
    assertThat(ada.rest().get("/api/conversations").text("/items/0/lastMessage/status"))
        .isEqualTo(expected);
  }

  @Test
  void markWhenMoreThanAHundredMembersThenOnlyOneselfIsTold() {
    var many = IntStream.range(0, 101).mapToObj(i -> SharedNode.auth().user("many")).toArray();
    var large = ada.rest().create("group", many);
    ada.rest().send(large, "m1", "hello all");
    var frame = new ServerFrame.Marks(new ConversationId(large), ada.id(), 1, 1);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> announced().all(ToUser.class).contains(new ToUser(ada.id(), frame, null)));
    assertThat(announced().all(ToConversation.class)).noneMatch(one -> one.frame().equals(frame));
    var shown = ada.rest().get("/api/conversations/{id}", large).isStatus(200);
    assertThat(shown.number("/memberCount")).isEqualTo(102);
    assertThat(shown.body().get("members")).hasSize(100);
    assertThat(shown.text("/lastMessage/status")).isEqualTo("sent");
  }

  @Test
  void markWhenBySocketAndWrongThenRefused() {
    var service = SharedNode.node().bean(MarkService.class);
    var conversation = new ConversationId(id);
    StepVerifier.create(service.mark(new Sender(stranger.id(), null), conversation, 1L, null))
        .expectError(ProblemException.class)
        .verify(PATIENCE);
    StepVerifier.create(service.mark(new Sender(ben.id(), null), conversation, -1L, null))
        .expectError(ProblemException.class)
        .verify(PATIENCE);
  }

  @Test
  void unreadWhenManyRaiseAtOnceThenEqualsARecount() {
    var random = new Random(20_261_121);
    var values = IntStream.range(0, 60).map(i -> random.nextInt(-3, 12)).toArray();
    Arrays.stream(values).parallel().forEach(value -> mark(cia, Map.of("read", value)));
    var expected = Math.min(5, Arrays.stream(values).max().orElse(0));
    var seen = mine(cia);
    assertThat(seen.number("/marks/read")).isEqualTo(expected);
    assertThat(seen.number("/unread")).isEqualTo(5 - expected);
  }

  /// D20: marks only rise, a huge one becomes the head, a negative one is refused, whichever device
  /// says it and however often; unread equals a recount.
  @Test
  void markWhenThreeDevicesReplayAtOnceThenTheHighestAndUnreadEqualsARecount() {
    var service = SharedNode.node().bean(MarkService.class);
    var conversation = new ConversationId(id);
    ada.rest().delete("/api/conversations/{id}/messages/{m}", id, id + "-2").isStatus(200);
    ada.rest().send(id, "m6", "text 6");
    for (var seed : List.of(1L, 2L, 3L)) {
      var random = new Random(seed);
      var highest = 0L;
      var marks = new ArrayList<Mono<Void>>();
      for (var device : List.of("one", "two", "three")) {
        for (int n = 0; n < 40; n++) {
          var read = random.nextInt(10) == 0 ? -1 - random.nextLong(9) : random.nextLong(1 + seed);
          highest = Math.max(highest, read);
          var mark =
              service.mark(
                  new Sender(ben.id(), new SessionId("device-" + device)),
                  conversation,
                  read,
                  read);
          var said = read < 0 ? refused(mark) : mark;
          marks.add(said);
          marks.add(said);
        }
      }
      Collections.shuffle(marks, random);
      Flux.fromIterable(marks).flatMap(mark -> mark, 16).blockLast(PATIENCE);

      var expected = highest;
      Awaitility.await().atMost(PATIENCE).until(() -> mine(ben).number("/marks/read") == expected);
      assertThat(mine(ben).number("/marks/delivered")).isEqualTo(expected);
      assertThat(unread(ben)).as("after %d", expected).isEqualTo(recount(expected));
    }
    service
        .mark(new Sender(ben.id(), null), conversation, 9_007_199_254_740_991L, Long.MAX_VALUE)
        .block(PATIENCE);
    Awaitility.await().atMost(PATIENCE).until(() -> mine(ben).number("/marks/read") == 7);
    assertThat(unread(ben)).isEqualTo(recount(7)).isZero();
  }

  private static Mono<Void> refused(Mono<Void> mark) {
    return mark.then(Mono.<Void>error(new AssertionError("a negative mark was accepted")))
        .onErrorComplete(ProblemException.class);
  }

  /// Messages after a place, by reading them.
  private long recount(long read) {
    var items =
        ben.rest().get("/api/conversations/{id}/messages?limit=200", id).isStatus(200).body();
    return items
        .get("items")
        .valueStream()
        .filter(message -> message.get("sequence").longValue() > read)
        .count();
  }

  private List<ToConversation> told(ConversationId conversation, long delivered, long read) {
    var frame = new ServerFrame.Marks(conversation, ben.id(), delivered, read);
    return announced().all(ToConversation.class).stream()
        .filter(one -> one.frame().equals(frame))
        .toList();
  }

  private String status(long sequence) {
    return ada.rest()
        .get("/api/conversations/{id}/messages/{m}", id, id + "-" + sequence)
        .isStatus(200)
        .text("/status");
  }

  private Answer mark(Person who, Object body) {
    return who.rest().put(body, MARKS, id);
  }

  private Answer mine(Person who) {
    return who.rest().get("/api/conversations/{id}", id).isStatus(200);
  }

  private long unread(Person who) {
    return mine(who).number("/unread");
  }
}
