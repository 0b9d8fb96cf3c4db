package io.parley.chat.message;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.conversation.Sender;
import io.parley.chat.limit.Limit;
import io.parley.chat.limit.RateLimits;
import io.parley.chat.log.Appended;
import io.parley.chat.log.Appender;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.mark.MarkService;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Sends messages. For what happens to a message later see [MessageChanges].
///
/// Errors, in the order in which they are looked for: `not-found` when the sender is no member,
/// `invalid`, `rate-limited`, [io.parley.chat.log.ContentDiffers], [io.parley.chat.log.TryAgain].
@Component
public class MessageService {

  private final Memberships memberships;
  private final ContentRules rules;
  private final RateLimits limits;
  private final Messages messages;
  private final Appender appender;
  private final MarkService marks;

  MessageService(
      Memberships memberships,
      ContentRules rules,
      RateLimits limits,
      Messages messages,
      Appender appender,
      MarkService marks) {
    this.memberships = memberships;
    this.rules = rules;
    this.limits = limits;
    this.messages = messages;
    this.appender = appender;
    this.marks = marks;
  }

  /// Sends; completes when the message is stored.
  public Mono<Appended> send(
      Sender sender, ConversationId conversation, ClientMessageId id, MessageContent content) {
    return admit(sender, conversation, id, content).flatMap(stored -> stored);
  }

  /// Sends in two steps, for those who pipeline: the outer one completes when the message has its
  /// place in the queue, the inner one when it is stored, whether it is subscribed to or not.
  /// Messages that are admitted one after the other, each outer `Mono` awaited before the next is
  /// subscribed to, are stored in that order.
  ///
  /// The repeat of a send that was stored while its sender was still a member gets the answer of
  /// the first.
  public Mono<Mono<Appended>> admit(
      Sender sender, ConversationId conversation, ClientMessageId id, MessageContent content) {
    var draft =
        new Draft(
            conversation,
            sender.user(),
            Draft.messageKey(sender.user(), id),
            new EventDraft.MessageSent(id, content),
            sender.session());
    return member(sender, conversation)
        .doOnNext(_ -> rules.check(conversation, content))
        .then(Mono.defer(() -> checkReply(content)))
        .then(Mono.defer(() -> limits.take(Limit.SENDS, sender.user())))
        .then(Mono.fromSupplier(() -> appender.append(draft)))
        .map(stored -> stored.flatMap(appended -> marked(sender, appended)))
        .onErrorResume(MessageService::isNotFound, refusal -> earlier(draft, refusal));
  }

  /// A session has had the `ack` of a send that was refused when it came last, and will not send it
  /// again.
  public void known(
      ConversationId conversation, UserId user, SessionId session, ClientMessageId id) {
    appender.known(conversation, session, Draft.messageKey(user, id));
  }

  private Mono<?> member(Sender sender, ConversationId conversation) {
    return sender.session() == null
        ? memberships.require(conversation, sender.user())
        : memberships.known(conversation, sender.user());
  }

  private Mono<Void> checkReply(MessageContent content) {
    var replyTo = content.replyTo();
    return replyTo == null
        ? Mono.empty()
        : messages
            .find(replyTo.conversation(), replyTo)
            .switchIfEmpty(Mono.error(ContentRules::replyToNothing))
            .then();
  }

  /// A REST call sees its own mark in the next answer, so it waits for it; a failing mark is no
  /// failing send.
  private Mono<Appended> marked(Sender sender, Appended appended) {
    var conversation = appended.event().conversation();
    var sequence = appended.event().sequence();
    if (sender.session() != null || appended.duplicate()) {
      marks.sent(sender, conversation, sequence, appended.duplicate());
      return Mono.just(appended);
    }
    return marks
        .sentNow(sender, conversation, sequence)
        .onErrorResume(
            _ -> Mono.fromRunnable(() -> marks.sent(sender, conversation, sequence, false)))
        .thenReturn(appended);
  }

  private Mono<Mono<Appended>> earlier(Draft draft, Throwable refusal) {
    return memberships
        .isFormer(draft.conversation(), draft.by())
        .flatMap(former -> former ? appender.stored(draft) : Mono.empty())
        .switchIfEmpty(Mono.error(refusal))
        .map(Mono::just);
  }

  private static boolean isNotFound(Throwable error) {
    return error instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
  }
}
