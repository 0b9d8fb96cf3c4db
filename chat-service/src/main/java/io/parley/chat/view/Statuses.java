package io.parley.chat.view;

import io.parley.chat.conversation.Member;
import io.parley.chat.conversation.Memberships;
import io.parley.common.frame.MessageView;
import io.parley.common.frame.MessageView.Status;
import io.parley.common.id.ConversationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Sums marks up into the status of messages, in conversations of up to 100 members; above, it
/// stays `sent`.
@Component
public class Statuses {

  private static final int MOST_MEMBERS = 100;

  private final Memberships memberships;
  private final Marks marks;

  Statuses(Memberships memberships, Marks marks) {
    this.memberships = memberships;
    this.marks = marks;
  }

  public Mono<MessageView> of(MessageView message) {
    return of(List.of(message)).map(List::getFirst);
  }

  /// The same messages in the same order, each with its status; of one or of many conversations.
  public Mono<List<MessageView>> of(List<MessageView> messages) {
    var conversations =
        messages.stream().map(MessageView::conversation).collect(Collectors.toUnmodifiableSet());
    if (conversations.isEmpty()) {
      return Mono.just(messages);
    }
    return memberships
        .ofSmall(conversations, MOST_MEMBERS)
        .flatMap(
            members ->
                marks
                    .of(members.stream().map(Statuses::place).toList())
                    .map(found -> withStatus(messages, standings(members, found))));
  }

  private record Standing(Member member, Mark mark) {

    boolean isOtherAt(MessageView message) {
      return !member.user().equals(message.sender()) && member.wasThereAt(message.sequence());
    }
  }

  private static List<MessageView> withStatus(
      List<MessageView> messages, Map<ConversationId, List<Standing>> standings) {
    return messages.stream()
        .map(
            message ->
                with(
                    message,
                    status(message, standings.getOrDefault(message.conversation(), List.of()))))
        .toList();
  }

  private static Status status(MessageView message, Collection<Standing> standings) {
    var others = standings.stream().filter(one -> one.isOtherAt(message)).toList();
    if (others.isEmpty()) {
      return Status.SENT;
    }
    if (others.stream().allMatch(one -> one.mark().read() >= message.sequence())) {
      return Status.READ;
    }
    return others.stream().allMatch(one -> one.mark().delivered() >= message.sequence())
        ? Status.DELIVERED
        : Status.SENT;
  }

  private static Map<ConversationId, List<Standing>> standings(
      List<Member> members, Map<Place, Mark> marks) {
    var standings = new HashMap<ConversationId, List<Standing>>();
    for (var member : members) {
      var mark = marks.getOrDefault(place(member), Mark.NONE).notBefore(member.joined());
      standings
          .computeIfAbsent(member.conversation(), _ -> new ArrayList<>())
          .add(new Standing(member, mark));
    }
    return standings;
  }

  private static Place place(Member member) {
    return new Place(member.conversation(), member.user());
  }

  private static MessageView with(MessageView message, Status status) {
    return new MessageView(
        message.conversation(),
        message.sequence(),
        message.clientMessageId(),
        message.sender(),
        message.content(),
        message.reactions(),
        message.createdAt(),
        message.editedAt(),
        message.deletedAt(),
        status);
  }
}
