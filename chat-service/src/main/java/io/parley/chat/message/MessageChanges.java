package io.parley.chat.message;

import io.parley.chat.conversation.Membership;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.conversation.Right;
import io.parley.chat.conversation.Sender;
import io.parley.chat.limit.Limit;
import io.parley.chat.limit.RateLimits;
import io.parley.chat.log.Appended;
import io.parley.chat.log.Appender;
import io.parley.chat.log.ContentDiffers;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.common.frame.MessageContent;
import io.parley.common.frame.MessageView;
import io.parley.common.frame.Reaction;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Edits, deletes and reacts to messages. What is so already changes nothing and is answered as a
/// duplicate with the message's own event.
///
/// Errors of all: `not-found`, `forbidden`, `conflict` of a deleted message, `invalid`,
/// `rate-limited`, [io.parley.chat.log.TryAgain].
@Component
public class MessageChanges {

  private static final int MOST_EMOJI = 20;
  private static final int USERS_SHOWN = 20;

  private final Memberships memberships;
  private final Messages messages;
  private final ContentRules rules;
  private final RateLimits limits;
  private final Appender appender;

  MessageChanges(
      Memberships memberships,
      Messages messages,
      ContentRules rules,
      RateLimits limits,
      Appender appender) {
    this.memberships = memberships;
    this.messages = messages;
    this.rules = rules;
    this.limits = limits;
    this.appender = appender;
  }

  /// Edits one's own message.
  ///
  /// @param mentions null leaves them as they are
  public Mono<Appended> edit(
      Sender sender,
      ConversationId conversation,
      MessageId id,
      String text,
      @Nullable List<UserId> mentions) {
    return editable(sender, conversation, id)
        .flatMap(
            found -> {
              var before = contentOf(found.view());
              var after = mentions == null ? before.mentions() : mentions;
              rules.checkEdit(text, after);
              return text.equals(before.text()) && after.equals(before.mentions())
                  ? unchanged(found)
                  : append(
                      sender, id, random("edit"), new EventDraft.MessageEdited(id, text, after));
            });
  }

  /// Checks that a message is there, one's own and not deleted; the order of refusals wants that
  /// before the body is looked at.
  Mono<Messages.Found> editable(Sender sender, ConversationId conversation, MessageId id) {
    return memberships
        .require(conversation, sender.user())
        .then(Mono.defer(() -> messages.require(conversation, id)))
        .doOnNext(
            found -> {
              if (!found.view().sender().equals(sender.user())) {
                throw ProblemException.forbidden("Only its sender may edit a message");
              }
              contentOf(found.view());
            });
  }

  /// Deletes for everyone: one's own message, or another's with the right to.
  public Mono<Appended> delete(Sender sender, ConversationId conversation, MessageId id) {
    return memberships
        .require(conversation, sender.user())
        .flatMap(
            member ->
                messages
                    .require(conversation, id)
                    .flatMap(found -> delete(sender, member, found, id)));
  }

  /// Puts an emoji on a message, or takes one's own away.
  public Mono<Appended> react(
      Sender sender, ConversationId conversation, MessageId id, String emoji, boolean on) {
    return memberships
        .require(conversation, sender.user())
        .then(Mono.defer(() -> messages.require(conversation, id)))
        .flatMap(
            found -> {
              contentOf(found.view());
              rules.checkEmoji(emoji);
              return react(sender, found, emoji, on);
            });
  }

  private Mono<Appended> delete(
      Sender sender, Membership member, Messages.Found found, MessageId id) {
    if (!found.view().sender().equals(sender.user())) {
      member.check(Right.DELETE_MESSAGES_OF_OTHERS);
    }
    return found.view().content() == null
        ? unchanged(found)
        : append(sender, id, ":delete:" + id.sequence(), new EventDraft.MessageDeleted(id))
            .onErrorResume(ContentDiffers.class, _ -> unchanged(found));
  }

  private Mono<Appended> react(Sender sender, Messages.Found found, String emoji, boolean on) {
    var reactions = found.view().reactions();
    var present = reactions.stream().filter(one -> one.emoji().equals(emoji)).findFirst();
    var isOn = present.map(one -> one.users().contains(sender.user())).orElse(false);
    var isCertain = isOn || present.map(Reaction::count).orElse(0L) <= USERS_SHOWN;
    if (isCertain && isOn == on) {
      return unchanged(found);
    }
    if (on && present.isEmpty() && reactions.size() >= MOST_EMOJI) {
      return Mono.error(
          ProblemException.conflict(
              "emoji: " + MOST_EMOJI + " different ones are there (expected: at most that many)"));
    }
    var id = found.view().id();
    return append(sender, id, random("reaction"), new EventDraft.Reacted(id, emoji, on));
  }

  private Mono<Appended> append(Sender sender, MessageId id, String key, EventDraft body) {
    var draft = new Draft(id.conversation(), sender.user(), key, body, sender.session());
    return limits.take(Limit.SENDS, sender.user()).then(Mono.defer(() -> appender.append(draft)));
  }

  private static Mono<Appended> unchanged(Messages.Found found) {
    return Mono.just(new Appended(found.event(), true));
  }

  private static MessageContent contentOf(MessageView message) {
    var content = message.content();
    if (content == null) {
      throw ProblemException.conflict("The message was deleted");
    }
    return content;
  }

  /// No user's message has a key that begins with a colon.
  private static String random(String what) {
    return ":" + what + ":" + UUID.randomUUID();
  }
}
