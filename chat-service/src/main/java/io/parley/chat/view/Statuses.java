package io.parley.chat.view;

import io.parley.chat.conversation.MemberSince;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Tally;
import io.parley.common.frame.MessageView;
import io.parley.common.frame.MessageView.Status;
import io.parley.common.id.ConversationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Sums marks up into the status of messages, in conversations of up to 100 members; above, it
/// stays `sent`. One who has not got a message decides its status, so a few are looked at first,
/// and the rest only of messages that all of these have.
@Component
public class Statuses {

  private static final int MOST_MEMBERS = 100;
  private static final int LOOKED_AT_FIRST = 8;

  private final Memberships memberships;
  private final EventLog log;
  private final Marks marks;

  Statuses(Memberships memberships, EventLog log, Marks marks) {
    this.memberships = memberships;
    this.log = log;
    this.marks = marks;
  }

  public Mono<MessageView> of(MessageView message) {
    return log.head(message.conversation())
        .map(head -> Map.of(message.conversation(), head.tally()))
        .defaultIfEmpty(Map.of())
        .flatMap(asOf -> of(List.of(message), asOf))
        .map(List::getFirst);
  }

  /// The same messages in the same order, each with its status; of one or of many conversations.
  ///
  /// @param asOf tallies up to which the logs of these conversations are applied
  public Mono<List<MessageView>> of(List<MessageView> messages, Map<ConversationId, Tally> asOf) {
    return messages.isEmpty()
        ? Mono.just(messages)
        : memberships
            .ofSmall(asOf, MOST_MEMBERS)
            .map(members -> messages.stream().map(one -> Readers.of(one, members)).toList())
            .flatMap(this::summedUp);
  }

  /// Those by whose marks the status of a message is decided.
  private record Readers(MessageView message, List<MemberSince> all) {

    static Readers of(MessageView message, Map<ConversationId, List<MemberSince>> members) {
      return new Readers(
          message,
          members.getOrDefault(message.conversation(), List.of()).stream()
              .filter(one -> !one.user().equals(message.sender()))
              .filter(one -> one.wasThereAt(message.sequence()))
              .toList());
    }

    Stream<Place> first() {
      return places(0, LOOKED_AT_FIRST);
    }

    Stream<Place> rest() {
      return places(LOOKED_AT_FIRST, all.size());
    }

    private Stream<Place> places(int from, int to) {
      int size = all.size();
      return all.subList(Math.min(from, size), Math.min(to, size)).stream().map(this::place);
    }

    private Place place(MemberSince member) {
      return new Place(message.conversation(), member.user());
    }

    boolean isUndecidedAfter(Map<Place, Mark> looked) {
      return all.size() > LOOKED_AT_FIRST
          && status(all.subList(0, LOOKED_AT_FIRST), looked) != Status.SENT;
    }

    MessageView summedUp(Map<Place, Mark> marks) {
      return with(message, status(all, marks));
    }

    private Status status(List<MemberSince> readers, Map<Place, Mark> marks) {
      var reached = readers.stream().map(one -> mark(one, marks)).toList();
      if (reached.isEmpty()) {
        return Status.SENT;
      }
      if (reached.stream().allMatch(mark -> mark.read() >= message.sequence())) {
        return Status.READ;
      }
      return reached.stream().allMatch(mark -> mark.delivered() >= message.sequence())
          ? Status.DELIVERED
          : Status.SENT;
    }

    private Mark mark(MemberSince member, Map<Place, Mark> marks) {
      return marks.getOrDefault(place(member), Mark.NONE).notBefore(member.joined());
    }
  }

  private Mono<List<MessageView>> summedUp(List<Readers> all) {
    return marks
        .of(all.stream().flatMap(Readers::first).collect(Collectors.toSet()))
        .flatMap(looked -> completed(all, looked))
        .map(marks -> all.stream().map(one -> one.summedUp(marks)).toList());
  }

  private Mono<Map<Place, Mark>> completed(List<Readers> all, Map<Place, Mark> looked) {
    var rest =
        all.stream()
            .filter(one -> one.isUndecidedAfter(looked))
            .flatMap(Readers::rest)
            .collect(Collectors.toSet());
    return rest.isEmpty()
        ? Mono.just(looked)
        : marks
            .of(rest)
            .map(
                more -> {
                  Map<Place, Mark> marks = new HashMap<>(looked);
                  marks.putAll(more);
                  return marks;
                });
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
