package io.parley.chat.conversation;

import io.parley.chat.log.Appended;
import io.parley.chat.log.Appender;
import io.parley.chat.log.ContentDiffers;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Appends the events of membership and settings. The key of such an event names what it changes
/// and the version that it changes, so of two changes of the same version only one is ever stored,
/// on whatever node, and a repeat after an unknown outcome finds its own.
@Component
class Events {

  private static final Logger audit = LoggerFactory.getLogger("parley.audit");

  private static final int ATTEMPTS = 4;

  private final Appender appender;

  Events(Appender appender) {
    this.appender = appender;
  }

  Mono<Appended> ofMember(Member before, UserId by, EventDraft body) {
    return append(
            before.conversation(), by, ":member:" + before.user() + ":" + before.version(), body)
        .doOnNext(appended -> tell(before, by, body, appended));
  }

  Mono<Appended> ofConversation(Conversation before, UserId by, EventDraft body) {
    return append(before.id(), by, ":conversation:" + before.version(), body);
  }

  /// Reads, decides and appends; once more from the start when another change came between. Error
  /// `conflict` when that happens again and again.
  <T> Mono<T> decided(Supplier<Mono<T>> attempt) {
    return Mono.defer(attempt)
        .retryWhen(
            Retry.max(ATTEMPTS - 1)
                .filter(ContentDiffers.class::isInstance)
                .onRetryExhaustedThrow(
                    (_, _) -> ProblemException.conflict("Others change the same at this moment")));
  }

  /// One line for those who watch; the event itself is what lasts.
  private static void tell(Member before, UserId by, EventDraft body, Appended appended) {
    audit.info(
        "{} conversation={} user={} by={} sequence={}",
        action(body),
        before.conversation(),
        before.user(),
        by,
        appended.event().sequence());
  }

  private static String action(EventDraft body) {
    return switch (body) {
      case EventDraft.MemberJoined joined -> "member.joined role=" + joined.role();
      case EventDraft.MemberChanged changed -> "member.changed role=" + changed.role();
      case EventDraft.MemberLeft left -> "member.left reason=" + left.reason();
      case EventDraft.ConversationChanged _,
          EventDraft.MessageSent _,
          EventDraft.MessageEdited _,
          EventDraft.MessageDeleted _,
          EventDraft.Reacted _,
          EventDraft.Noop _ ->
          throw new IllegalArgumentException("not about a member: " + body.getClass());
    };
  }

  private Mono<Appended> append(
      ConversationId conversation, UserId by, String key, EventDraft body) {
    return Mono.defer(() -> appender.append(new Draft(conversation, by, key, body, null)));
  }
}
