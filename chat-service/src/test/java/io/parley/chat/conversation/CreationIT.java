package io.parley.chat.conversation;

import static io.parley.chat.SharedNode.auth;
import static io.parley.chat.SharedNode.node;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.SharedNode.Person;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Tally;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/// What a creation leaves behind that stops between its steps, and what an event applied late or
/// twice does.
class CreationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Person ada = person("ada");
  private final Person ben = person("ben");
  private final Person cia = person("cia");
  private final MemberStore members = node().bean(MemberStore.class);
  private final Memberships memberships = node().bean(Memberships.class);
  private final MembershipProjection projection = node().bean(MembershipProjection.class);

  @Test
  void createWhenStoppedBeforeTheEndThenNothingIsSeenAndARepeatCompletesIt() {
    var id = ConversationIds.repeatable(ada.id(), "wish");
    members
        .addInitial(id, Map.of(ada.id(), Role.OWNER, cia.id(), Role.MEMBER), Instant.now())
        .then(node().bean(EventLog.class).create(id))
        .block(PATIENCE);
    for (var person : List.of(ada, cia)) {
      person.rest().get("/api/conversations/{id}", id).isProblem(404, "not-found");
      assertThat(person.rest().get("/api/conversations").body().get("items")).isEmpty();
    }
    StepVerifier.create(memberships.contacts(ada.id(), Set.of(cia.id())))
        .expectNext(Set.of())
        .expectComplete()
        .verify(PATIENCE);

    var wish =
        Map.of("kind", "group", "members", List.of(ben.toString()), "clientConversationId", "wish");
    var made = ada.rest().post(wish, "/api/conversations").isStatus(201);
    assertThat(made.text("/id")).isEqualTo(id.value());
    assertThat(made.number("/memberCount")).isEqualTo(2);
    cia.rest().get("/api/conversations/{id}", id).isProblem(404, "not-found");
  }

  @Test
  void createWhenTheDirectoryIsAwayThenTryAgain() {
    auth().setAway(true);
    try {
      var unknown = person("later");
      ada.rest()
          .post(
              Map.of("kind", "group", "members", List.of(unknown.toString())), "/api/conversations")
          .isProblem(503, "try-again");
    } finally {
      auth().setAway(false);
    }
  }

  @Test
  void directoryWhenAskedAgainThenRemembersThoseWhoExist() {
    ada.rest().create("group", ben);
    var before = auth().lookups();
    cia.rest().create("group", ben);
    assertThat(auth().lookups()).isEqualTo(before);
  }

  @Test
  void applyWhenLateOrTwiceThenTheNewestStateStays() {
    var id = new ConversationId(ada.rest().create("group", ben));
    apply(left(id, 9, ben.id()));
    apply(joined(id, 3, ben.id()));
    apply(changed(id, 4, ben.id(), "admin"));
    assertPresent(id, ben.id(), false);
    apply(joined(id, 10, ben.id()));
    apply(joined(id, 10, ben.id()));
    apply(left(id, 9, ben.id()));
    assertPresent(id, ben.id(), true);
    StepVerifier.create(memberships.require(id, ben.id()).map(Membership::member))
        .assertNext(
            member -> {
              assertThat(member.joined()).isEqualTo(10);
              assertThat(member.version()).isEqualTo(10);
            })
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void knownWhenAnEventPassesThenForgottenAtOnce() {
    var id = new ConversationId(ada.rest().create("group", ben));
    assertThat(memberships.known(id, ben.id()).map(Membership::role).block(PATIENCE))
        .isEqualTo(Role.MEMBER);
    members.change(new Member(id, ben.id(), Role.ADMIN, Instant.now(), 0, 5, true)).block(PATIENCE);
    assertThat(memberships.known(id, ben.id()).map(Membership::role).block(PATIENCE))
        .isEqualTo(Role.MEMBER);
    memberships.passed(
        new EventFrame.MemberChanged(id, 5, ada.id(), Instant.now(), ben.id(), "admin"));
    assertThat(memberships.known(id, ben.id()).map(Membership::role).block(PATIENCE))
        .isEqualTo(Role.ADMIN);
    memberships.passed(new EventFrame.ConversationChanged(id, 6, ada.id(), Instant.now(), "{}"));
    memberships.passed(new EventFrame.Noop(id, 7, Instant.now()));
    StepVerifier.create(memberships.known(id, cia.id()))
        .expectError(ProblemException.class)
        .verify(PATIENCE);
  }

  private void assertPresent(ConversationId id, UserId user, boolean expected) {
    StepVerifier.create(memberships.find(id, user).hasElement())
        .expectNext(expected)
        .expectComplete()
        .verify(PATIENCE);
  }

  private void apply(EventFrame frame) {
    projection.apply(new LogEvent(frame, ":key", Tally.NONE)).block(PATIENCE);
  }

  private EventFrame joined(ConversationId id, long sequence, UserId user) {
    return new EventFrame.MemberJoined(id, sequence, ada.id(), Instant.now(), user, "member");
  }

  private EventFrame changed(ConversationId id, long sequence, UserId user, String role) {
    return new EventFrame.MemberChanged(id, sequence, ada.id(), Instant.now(), user, role);
  }

  private EventFrame left(ConversationId id, long sequence, UserId user) {
    return new EventFrame.MemberLeft(id, sequence, ada.id(), Instant.now(), user, "left");
  }
}
