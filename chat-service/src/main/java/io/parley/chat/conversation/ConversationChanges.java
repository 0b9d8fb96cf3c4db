package io.parley.chat.conversation;

import io.parley.chat.delivery.Announcer;
import io.parley.chat.log.Appended;
import io.parley.chat.log.EventDraft;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Changes a conversation's settings, and deletes it. Each is an event of its log.
@Component
public class ConversationChanges {

  static final String NAME = "name";
  static final String DELETED_AT = "deletedAt";

  private static final String REASON_DELETED = "deleted";
  private static final int PAGE = 500;

  private final Events events;
  private final MemberStore members;
  private final Announcer announcer;
  private final Memberships memberships;
  private final JsonMapper json;
  private final Clock clock;

  ConversationChanges(
      Events events,
      MemberStore members,
      Announcer announcer,
      Memberships memberships,
      JsonMapper json,
      Clock clock) {
    this.events = events;
    this.members = members;
    this.announcer = announcer;
    this.memberships = memberships;
    this.json = json;
    this.clock = clock;
  }

  /// Renames; a name that is the present one changes nothing. Errors: `not-found`, `forbidden`,
  /// `conflict` of a direct conversation.
  public Mono<Void> rename(UserId by, ConversationId id, @Nullable String name) {
    return events.decided(
        () ->
            allowed(by, id, Right.RENAME)
                .map(Membership::conversation)
                .filter(now -> !Objects.equals(now.name(), name))
                .flatMap(now -> append(now, by, Collections.singletonMap(NAME, name)))
                .then());
  }

  /// Deletes for everyone: the members get `conversation.removed`, all routes of it answer 404 from
  /// then on.
  public Mono<Void> delete(UserId by, ConversationId id) {
    return events
        .decided(
            () ->
                allowed(by, id, Right.DELETE_CONVERSATION)
                    .map(Membership::conversation)
                    .flatMap(now -> append(now, by, Map.of(DELETED_AT, clock.instant()))))
        .flatMap(_ -> announceRemoval(id, null));
  }

  /// Checks what both need, in the order in which refusals come.
  public Mono<Membership> allowed(UserId by, ConversationId id, Right right) {
    return memberships
        .require(id, by)
        .doOnNext(
            membership -> {
              membership.checkNotDirect();
              membership.check(right);
            });
  }

  private Mono<Appended> append(Conversation now, UserId by, Map<String, ?> changes) {
    return events.ofConversation(
        now, by, new EventDraft.ConversationChanged(json.writeValueAsString(changes)));
  }

  private Mono<Void> announceRemoval(ConversationId id, @Nullable Member after) {
    return members
        .page(id, after, PAGE)
        .doOnNext(page -> page.forEach(this::announceRemoval))
        .filter(page -> page.size() == PAGE)
        .map(List::getLast)
        .flatMap(last -> announceRemoval(id, last));
  }

  private void announceRemoval(Member member) {
    announcer.toUser(
        member.user(),
        new ServerFrame.ConversationRemoved(member.conversation(), REASON_DELETED),
        null);
  }
}
