package io.parley.chat.view;

import static io.parley.chat.SharedNode.announced;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.RecordingAnnouncer.Joined;
import io.parley.chat.RestClient.Answer;
import io.parley.chat.SharedNode;
import io.parley.chat.SharedNode.Person;
import io.parley.chat.conversation.Memberships;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

class MemberIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Person owner = person("owner");
  private final Person admin = person("admin");
  private final Person moderator = person("moderator");
  private final Person member = person("member");
  private final Person stranger = person("stranger");
  private String id = "";

  @BeforeEach
  void group() {
    id = owner.rest().create("group", admin, moderator, member);
    role(owner, admin, "admin").isStatus(200);
    role(owner, moderator, "moderator").isStatus(200);
  }

  @Test
  void addThenAnEventAndTheNewMemberSeesTheLogFromTheStart() {
    owner.rest().send(id, "m1", "before");
    var added =
        add(owner, List.of(stranger.toString(), member.toString()), "moderator").isStatus(201);
    assertThat(added.body().get("items")).hasSize(1);
    assertThat(added.text("/items/0/user")).isEqualTo(stranger.toString());
    assertThat(added.text("/items/0/role")).isEqualTo("moderator");

    var seen = stranger.rest().get("/api/conversations/{id}", id).isStatus(200);
    assertThat(seen.number("/memberCount")).isEqualTo(5);
    assertThat(seen.number("/unread")).isZero();
    assertThat(seen.number("/marks/read")).isEqualTo(seen.number("/head"));
    var history = stranger.rest().get("/api/conversations/{id}/messages", id).isStatus(200);
    assertThat(history.text("/items/0/text")).isEqualTo("before");
    var joined = last(events(owner));
    assertThat(joined.get("type").stringValue()).isEqualTo("member.joined");
    assertThat(joined.get("user").stringValue()).isEqualTo(stranger.toString());
    assertThat(announced().all(Joined.class))
        .contains(
            new Joined(new ConversationId(id), stranger.id(), joined.get("sequence").longValue()));
    add(owner, List.of(stranger.toString()), "member").isStatus(200);
  }

  @Test
  void addWhenBodyIsWrongThenInvalid() {
    owner.rest().post("{", path()).isProblem(400, "invalid");
    owner.rest().post(Map.of(), path()).isInvalid("users", "missing");
    owner.rest().post(Map.of("users", List.of()), path()).isInvalid("users", "0 users", "1 to 100");
    owner.rest().post(Map.of("users", "x"), path()).isInvalid("users", "an array");
    owner.rest().post("{\"users\":[null]}", path()).isInvalid("users", "null");
    owner.rest().post(Map.of("users", List.of("no id!")), path()).isInvalid("users[0]");
    owner
        .rest()
        .post(Map.of("users", IntStream.range(0, 101).mapToObj(i -> "u" + i).toList()), path())
        .isInvalid("users", "101");
    add(owner, List.of("ghost-9"), "member").isInvalid("users", "ghost-9");
    add(owner, List.of(stranger.toString()), "king").isInvalid("role", "king", "moderator");
  }

  @Test
  void changesWhenRoleIsTooLowThenForbiddenAndStrangersFindNothing() {
    var body = List.of(stranger.toString());
    add(stranger, body, "member").isProblem(404, "not-found");
    add(member, body, "member").isProblem(403, "forbidden");
    member.rest().post("{", path()).isProblem(403, "forbidden");
    stranger.rest().post("{", path()).isProblem(404, "not-found");
    add(moderator, body, "moderator").isProblem(403, "forbidden");
    add(admin, body, "admin").isProblem(403, "forbidden");
    role(moderator, member, "moderator").isProblem(403, "forbidden");
    role(admin, moderator, "admin").isProblem(403, "forbidden");
    role(admin, owner, "member").isProblem(403, "forbidden");
    role(stranger, member, "admin").isProblem(404, "not-found");
    remove(member, moderator).isProblem(403, "forbidden");
    remove(moderator, admin).isProblem(403, "forbidden");
    remove(admin, owner).isProblem(403, "forbidden");
    remove(stranger, member).isProblem(404, "not-found");
    remove(owner, stranger).isProblem(404, "not-found");
    role(owner, stranger, "admin").isProblem(404, "not-found");
    owner.rest().delete(path() + "/no id!").isProblem(404, "not-found");
    add(moderator, body, "member").isStatus(201);
    remove(moderator, stranger).isStatus(204);
    role(admin, member, "moderator").isStatus(200);
  }

  @Test
  void changeRoleWhenBodyIsWrongThenInvalid() {
    owner.rest().patch("{", path() + "/{user}", member).isProblem(400, "invalid");
    owner.rest().patch(Map.of(), path() + "/{user}", member).isInvalid("role", "missing");
    owner.rest().patch(Map.of("role", 3), path() + "/{user}", member).isInvalid("role", "a string");
    role(owner, member, "x".repeat(100)).isInvalid("role", "owner, admin");
    member.rest().patch("{", path() + "/{user}", owner).isProblem(403, "forbidden");
    owner.rest().patch("{", path() + "/{user}", stranger).isProblem(404, "not-found");
  }

  @Test
  void changeRoleWhenSameThenNothingHappensAndTheLastOwnerStays() {
    var head = head();
    assertThat(role(owner, member, "member").isStatus(200).text("/role")).isEqualTo("member");
    assertThat(head()).isEqualTo(head);
    role(owner, owner, "member").isProblem(409, "conflict");
    role(owner, admin, "owner").isStatus(200);
    assertThat(role(owner, owner, "admin").isStatus(200).text("/role")).isEqualTo("admin");
    role(admin, owner, "member").isStatus(200);
  }

  @Test
  void removeThenNotFoundForTheRemovedAndMembersSeeIt() {
    member.rest().send(id, "m1", "mine");
    remove(admin, member).isStatus(204);
    var left = last(events(owner));
    assertThat(left.get("type").stringValue()).isEqualTo("member.left");
    assertThat(left.get("reason").stringValue()).isEqualTo("removed");
    assertThat(left.get("by").stringValue()).isEqualTo(admin.toString());
    member.rest().get("/api/conversations/{id}", id).isProblem(404, "not-found");
    member.rest().get(path()).isProblem(404, "not-found");
    member.rest().get("/api/conversations/{id}/events", id).isProblem(404, "not-found");
    member.rest().get("/api/conversations/{id}/marks", id).isProblem(404, "not-found");
    assertThat(member.rest().get("/api/conversations").body().get("items")).isEmpty();
    remove(admin, member).isProblem(404, "not-found");
  }

  @Test
  void sendWhenRemovedThenTheRepeatGetsItsAnswerAndNewOnesNotFound() {
    var sent = member.rest().send(id, "m1", "mine");
    remove(owner, member).isStatus(204);
    var path = "/api/conversations/{id}/messages";
    var again = member.rest().post(Map.of("clientMessageId", "m1", "text", "mine"), path, id);
    assertThat(again.isStatus(200).text("/id")).isEqualTo(sent.get("id").stringValue());
    member
        .rest()
        .post(Map.of("clientMessageId", "m1", "text", "other"), path, id)
        .isProblem(409, "client-message-id-reused");
    member
        .rest()
        .post(Map.of("clientMessageId", "m2", "text", "new"), path, id)
        .isProblem(404, "not-found");
    member.rest().post("{", path, id).isProblem(404, "not-found");
    member.rest().post(Map.of("text", 1), path, id).isProblem(404, "not-found");
  }

  @Test
  void addWhenRemovedBeforeThenBackWithMarksFromTheJoining() {
    remove(owner, member).isStatus(204);
    owner.rest().send(id, "m1", "meanwhile");
    add(owner, List.of(member.toString()), "member").isStatus(201);
    var seen = member.rest().get("/api/conversations/{id}", id).isStatus(200);
    assertThat(seen.number("/unread")).isZero();
    owner.rest().send(id, "m2", "after");
    assertThat(member.rest().get("/api/conversations/{id}", id).number("/unread")).isEqualTo(1);
  }

  @Test
  void leaveWhenOwnerThenTheHighestBecomesOwner() {
    remove(owner, owner).isStatus(204);
    assertThat(admin.rest().get("/api/conversations/{id}", id).text("/role")).isEqualTo("owner");
    var left = last(events(admin));
    assertThat(left.get("reason").stringValue()).isEqualTo("left");
    remove(member, member).isStatus(204);
    remove(moderator, moderator).isStatus(204);
    remove(admin, admin).isStatus(204);
    remove(admin, admin).isProblem(404, "not-found");
  }

  @Test
  void changesWhenDirectThenConflict() {
    var direct = owner.rest().create("direct", member);
    var path = "/api/conversations/{id}/members";
    owner
        .rest()
        .post(Map.of("users", List.of(admin.toString())), path, direct)
        .isProblem(409, "conflict");
    owner.rest().delete(path + "/{user}", direct, owner).isProblem(409, "conflict");
    owner.rest().delete(path + "/{user}", direct, member).isProblem(409, "conflict");
    owner
        .rest()
        .patch(Map.of("role", "admin"), path + "/{user}", direct, member)
        .isProblem(409, "conflict");
  }

  @Test
  void listThenPagesInTheOrderOfJoining() {
    var more = IntStream.range(0, 5).mapToObj(i -> person("more")).toList();
    add(owner, more.stream().map(Person::toString).toList(), "member").isStatus(201);
    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page =
          member
              .rest()
              .get(path() + "?limit=2" + (next.isEmpty() ? "" : "&cursor=" + next))
              .isStatus(200);
      page.body().get("items").forEach(item -> seen.add(item.get("user").stringValue()));
      next = page.body().get("next").isNull() ? "" : page.text("/next");
    } while (!next.isEmpty());
    assertThat(seen).hasSize(9).doesNotHaveDuplicates();
    assertThat(seen.subList(4, 9)).isEqualTo(more.stream().map(Person::toString).toList());

    stranger.rest().get(path() + "?limit=0").isProblem(404, "not-found");
    member.rest().get(path() + "?limit=0").isInvalid("limit", "0");
    var other = member.rest().create("group", owner);
    var cursor = member.rest().get(path() + "?limit=1").text("/next");
    member
        .rest()
        .get("/api/conversations/{id}/members?cursor=" + cursor, other)
        .isProblem(400, "bad-cursor");
  }

  @Test
  void addWhenManyDoItAtOnceThenOneEventAndOneMember() {
    var before = head();
    IntStream.range(0, 6)
        .parallel()
        .forEach(
            i ->
                assertThat(add(owner, List.of(stranger.toString()), "member").status())
                    .isIn(200, 201));
    assertThat(head()).isEqualTo(before + 1);
  }

  @Test
  void countWhenManyComeAndGoAtOnceThenAsManyAsAreListed() {
    var others = IntStream.range(0, 4).mapToObj(i -> person("other")).toList();
    others.parallelStream()
        .forEach(
            other -> {
              for (int round = 0; round < 3; round++) {
                add(owner, List.of(other.toString(), stranger.toString()), "member");
                remove(owner, stranger);
                remove(other, other);
              }
              add(admin, List.of(other.toString()), "member");
            });
    remove(owner, stranger);
    var listed = owner.rest().get(path() + "?limit=100").isStatus(200).body().get("items");
    assertThat(listed).hasSize(8);
    for (var person : List.of(owner, member)) {
      assertThat(person.rest().get("/api/conversations/{id}", id).number("/memberCount"))
          .isEqualTo(8);
      assertThat(person.rest().get("/api/conversations").number("/items/0/memberCount"))
          .isEqualTo(8);
    }
    StepVerifier.create(
            SharedNode.node().bean(Memberships.class).counts(List.of(new ConversationId(id))))
        .expectNext(Map.of(new ConversationId(id), 8L))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void contactsThenThoseWhoShareAConversation() {
    var memberships = SharedNode.node().bean(Memberships.class);
    StepVerifier.create(
            memberships.contacts(
                owner.id(), List.of(admin.id(), member.id(), stranger.id(), owner.id())))
        .assertNext(found -> assertThat(found).containsOnly(admin.id(), member.id(), owner.id()))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void changedSinceThenEveryChangeAfterTheLastLookIsTold() {
    var memberships = SharedNode.node().bean(Memberships.class);
    var mark = memberships.changedSince(null).block(PATIENCE);
    assertThat(mark).isNotNull();
    assertThat(mark.changes()).isEmpty();
    remove(owner, member).isStatus(204);
    StepVerifier.create(memberships.changedSince(mark.mark()))
        .assertNext(
            look ->
                assertThat(look.changes())
                    .anyMatch(
                        change ->
                            change.user().equals(member.id())
                                && change.conversation().value().equals(id)
                                && !change.present()))
        .expectComplete()
        .verify(PATIENCE);
  }

  private Answer add(Person by, List<String> users, String role) {
    return by.rest().post(Map.of("users", users, "role", role), path());
  }

  private Answer role(Person by, Person of, String role) {
    return by.rest().patch(Map.of("role", role), path() + "/{user}", of);
  }

  private Answer remove(Person by, Person whom) {
    return by.rest().delete(path() + "/{user}", whom);
  }

  private String path() {
    return "/api/conversations/" + id + "/members";
  }

  private long head() {
    return owner.rest().get("/api/conversations/{id}", id).isStatus(200).number("/head");
  }

  private JsonNode events(Person by) {
    return by.rest().get("/api/conversations/{id}/events", id).isStatus(200).body().get("items");
  }

  private static JsonNode last(JsonNode items) {
    return items.get(items.size() - 1);
  }
}
