package io.parley.chat.conversation;

import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Projection;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Keeps members and settings as the logs say.
@Component
class MembershipProjection implements Projection {

  private final ConversationStore conversations;
  private final MemberStore members;
  private final Memberships memberships;
  private final JsonMapper json;

  MembershipProjection(
      ConversationStore conversations,
      MemberStore members,
      Memberships memberships,
      JsonMapper json) {
    this.conversations = conversations;
    this.members = members;
    this.memberships = memberships;
    this.json = json;
  }

  @Override
  public Mono<Void> apply(LogEvent event) {
    return switch (event.frame()) {
      case EventFrame.MemberJoined joined -> join(joined).then(forget(event, joined.user()));
      case EventFrame.MemberChanged changed ->
          members
              .change(place(event, changed.user(), changed.at(), role(changed.role()), true))
              .then(forget(event, changed.user()));
      case EventFrame.MemberLeft left -> leave(event, left).then(forget(event, left.user()));
      case EventFrame.ConversationChanged changed -> change(changed);
      case EventFrame.Message _,
          EventFrame.MessageEdited _,
          EventFrame.MessageDeleted _,
          EventFrame.Reacted _,
          EventFrame.Noop _ ->
          Mono.empty();
    };
  }

  private Mono<Void> join(EventFrame.MemberJoined joined) {
    return members.join(
        new Member(
            joined.conversation(),
            joined.user(),
            role(joined.role()),
            joined.at(),
            joined.sequence(),
            joined.sequence(),
            true));
  }

  private Mono<Void> leave(LogEvent event, EventFrame.MemberLeft left) {
    return members.change(place(event, left.user(), left.at(), Role.MEMBER, false));
  }

  private Mono<Void> change(EventFrame.ConversationChanged changed) {
    var fields = new HashMap<String, @Nullable Object>();
    var changes = json.readTree(changed.changes());
    if (changes.has(ConversationChanges.NAME)) {
      var name = changes.get(ConversationChanges.NAME);
      fields.put("name", name.isNull() ? null : name.asString());
    }
    if (changes.has(ConversationChanges.DELETED_AT)) {
      fields.put("deletedAt", Date.from(changed.at()));
    }
    return conversations
        .project(changed.conversation(), fields, changed.sequence())
        .then(Mono.fromRunnable(() -> memberships.forgetAll(changed.conversation())));
  }

  private Mono<Void> forget(LogEvent event, UserId user) {
    return Mono.fromRunnable(() -> memberships.forget(event.conversation(), user));
  }

  private static Member place(LogEvent event, UserId user, Instant at, Role role, boolean present) {
    ConversationId conversation = event.conversation();
    return new Member(conversation, user, role, at, 0, event.sequence(), present);
  }

  private static Role role(String wireName) {
    return Role.of(wireName).orElse(Role.MEMBER);
  }
}
