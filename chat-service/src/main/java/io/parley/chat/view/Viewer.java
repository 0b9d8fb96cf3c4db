package io.parley.chat.view;

import io.parley.chat.conversation.Member;
import io.parley.chat.conversation.Membership;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.delivery.ConversationViews;
import io.parley.chat.log.Tally;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Shows conversations to their members: any number of them with the same few reads.
@Component
public class Viewer implements ConversationViews {

  private static final int MEMBERS_SHOWN = 100;

  private final Memberships memberships;
  private final Logs logs;
  private final Marks marks;
  private final MessageSearch messages;
  private final Statuses statuses;
  private final JsonMapper json;

  Viewer(
      Memberships memberships,
      Logs logs,
      Marks marks,
      MessageSearch messages,
      Statuses statuses,
      JsonMapper json) {
    this.memberships = memberships;
    this.logs = logs;
    this.marks = marks;
    this.messages = messages;
    this.statuses = statuses;
    this.json = json;
  }

  /// One conversation with its first members. Error `not-found` when the user is no member.
  public Mono<ConversationView> one(ConversationId conversation, UserId user) {
    return memberships.require(conversation, user).flatMap(this::full);
  }

  @Override
  public Mono<String> json(ConversationId conversation, UserId user) {
    return memberships.find(conversation, user).flatMap(this::full).map(json::writeValueAsString);
  }

  /// Conversations of one user as a list shows them, in the same order.
  ///
  /// @param ends of their logs, among others
  Mono<List<ConversationView>> many(List<Membership> mine, Logs.Found ends) {
    var shown = ends.of(ids(mine));
    return parts(mine, places -> logs.read(shown, places))
        .map(parts -> mine.stream().map(one -> view(one, parts, null)).toList());
  }

  private Mono<ConversationView> full(Membership mine) {
    var members = memberships.page(mine.conversation().id(), null, MEMBERS_SHOWN);
    var alone = List.of(mine);
    return Mono.zip(parts(alone, places -> logs.read(ids(alone), places)), members)
        .map(both -> view(mine, both.getT1(), both.getT2()));
  }

  /// What views are made of.
  private record Parts(
      Map<ConversationId, Mark> marks,
      Logs.Found logs,
      Map<ConversationId, MessageView> lastMessages) {}

  /// @param logs reads the ends of their logs and what is at further places
  private Mono<Parts> parts(
      List<Membership> mine, Function<List<MessageId>, Mono<Logs.Found>> logs) {
    return mine.isEmpty()
        ? Mono.just(new Parts(Map.of(), Logs.NOTHING, Map.of()))
        : marks(mine)
            .flatMap(
                marks -> logs.apply(readPlaces(marks)).flatMap(found -> withLast(marks, found)));
  }

  static List<ConversationId> ids(List<Membership> memberships) {
    return memberships.stream().map(one -> one.conversation().id()).toList();
  }

  private Mono<Parts> withLast(Map<ConversationId, Mark> marks, Logs.Found found) {
    return messages
        .last(found.heads(), found.events())
        .flatMap(last -> statuses.of(new ArrayList<>(last.values()), found.tallies()))
        .map(last -> last.stream().collect(byConversation()))
        .map(last -> new Parts(marks, found, last));
  }

  private static Collector<MessageView, ?, Map<ConversationId, MessageView>> byConversation() {
    return Collectors.toMap(MessageView::conversation, Function.identity());
  }

  private Mono<Map<ConversationId, Mark>> marks(List<Membership> mine) {
    var places = mine.stream().map(one -> place(one.member())).toList();
    return marks
        .of(places)
        .map(
            kept -> {
              var marks = new HashMap<ConversationId, Mark>();
              for (var one : mine) {
                var mark = kept.getOrDefault(place(one.member()), Mark.NONE);
                marks.put(one.conversation().id(), mark.notBefore(one.member().joined()));
              }
              return marks;
            });
  }

  private static List<MessageId> readPlaces(Map<ConversationId, Mark> marks) {
    return marks.entrySet().stream()
        .filter(one -> one.getValue().read() > 0)
        .map(one -> new MessageId(one.getKey(), one.getValue().read()))
        .toList();
  }

  private static ConversationView view(
      Membership mine, Parts parts, @Nullable List<Member> members) {
    var conversation = mine.conversation();
    var id = conversation.id();
    var head = parts.logs().heads().get(id);
    var latest = parts.marks().getOrDefault(id, Mark.NONE);
    var mark = head == null ? latest : latest.notAfter(head.sequence());
    var unread = head == null ? 0 : head.messages() - parts.logs().messagesUpTo(id, mark.read());
    return new ConversationView(
        id,
        conversation.kind().wireName(),
        conversation.name(),
        members == null ? null : members.stream().map(MemberView::of).toList(),
        members == null ? conversation.peerOf(mine.user()) : null,
        conversation.members(Tally.at(head)),
        mine.role().wireName(),
        head == null ? "" : head.epoch(),
        head == null ? 1 : head.first(),
        head == null ? 0 : head.sequence(),
        new ConversationView.OwnMarks(mark.delivered(), mark.read()),
        Math.max(0, unread),
        parts.lastMessages().get(id),
        conversation.createdAt());
  }

  private static Place place(Member member) {
    return new Place(member.conversation(), member.user());
  }
}
