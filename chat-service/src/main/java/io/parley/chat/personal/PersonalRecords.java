package io.parley.chat.personal;

import io.parley.chat.conversation.Membership;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.LogEvent;
import io.parley.chat.view.Mark;
import io.parley.chat.view.Marks;
import io.parley.chat.view.Place;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.FrameCodec;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// What a chat node keeps about a user: each conversation that they are or were a member of, with
/// their marks, followed by what they said in it, in its present state. Logs are read a page at a
/// time, and the next one when the subscriber wants more.
@Component
class PersonalRecords {

  private static final int PAGE = 200;

  private final Memberships memberships;
  private final Marks marks;
  private final EventLog log;
  private final JsonMapper json;

  PersonalRecords(Memberships memberships, Marks marks, EventLog log, JsonMapper json) {
    this.memberships = memberships;
    this.marks = marks;
    this.log = log;
    this.json = json;
  }

  private record ConversationLine(
      String type,
      ConversationId id,
      String kind,
      @Nullable String name,
      boolean deleted,
      String role,
      boolean member,
      Instant joinedAt,
      OwnMarks marks) {}

  private record OwnMarks(
      long delivered, @Nullable Instant deliveredAt, long read, @Nullable Instant readAt) {

    static OwnMarks of(Mark mark) {
      return new OwnMarks(mark.delivered(), mark.deliveredAt(), mark.read(), mark.readAt());
    }
  }

  /// Lines of JSON, each with its end.
  Flux<byte[]> of(UserId user) {
    return memberships
        .ever(user)
        .flatMapMany(Flux::fromIterable)
        .concatMap(place -> Flux.concat(conversation(place), messages(place, user)), 1);
  }

  private Mono<byte[]> conversation(Membership mine) {
    var member = mine.member();
    var place = new Place(member.conversation(), member.user());
    return marks
        .of(List.of(place))
        .map(found -> found.getOrDefault(place, Mark.NONE).notBefore(member.joined()))
        .map(
            mark ->
                new ConversationLine(
                    "conversation",
                    mine.conversation().id(),
                    mine.conversation().kind().wireName(),
                    mine.conversation().name(),
                    mine.conversation().deleted(),
                    member.role().wireName(),
                    member.present(),
                    member.joinedAt(),
                    OwnMarks.of(mark)))
        .map(line -> line(json.writeValueAsBytes(line)));
  }

  private Flux<byte[]> messages(Membership mine, UserId user) {
    var id = mine.conversation().id();
    return log.head(id)
        .flatMapMany(head -> pages(id, head.first() - 1))
        .concatMapIterable(page -> page, 1)
        .map(LogEvent::frame)
        .filter(
            frame ->
                frame instanceof EventFrame.Message(var message) && message.sender().equals(user))
        .map(frame -> line(FrameCodec.encode(frame)));
  }

  private Flux<List<LogEvent>> pages(ConversationId id, long after) {
    return log.read(id, after, PAGE)
        .expand(
            page ->
                page.size() < PAGE ? Mono.empty() : log.read(id, page.getLast().sequence(), PAGE));
  }

  private static byte[] line(byte[] value) {
    var line = Arrays.copyOf(value, value.length + 1);
    line[value.length] = '\n';
    return line;
  }
}
