package io.parley.chat.pending;

import io.parley.chat.ChatSettings;
import io.parley.chat.conversation.MemberSince;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.DataKeys;
import io.parley.chat.delivery.Audience;
import io.parley.chat.log.AppendListener;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Relayed;
import io.parley.chat.log.Tally;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.edge.life.Background;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Notes for members who are away that a conversation went on: what this node appended within half
/// a second together, so a busy conversation costs an absent member two commands of Redis a second
/// at most. What cannot be noted is not: the log has it.
@Component
class PendingNotes implements AppendListener, Background {

  private static final Logger log = LoggerFactory.getLogger(PendingNotes.class);

  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final int MOST_WAITING = 10_000;
  private static final int COMMANDS_AT_ONCE = 64;

  private final PendingIndex index;
  private final Memberships memberships;
  private final Audience audience;
  private final Whereabouts whereabouts;
  private final DataKeys keys;
  private final PendingSettings settings;
  private Map<ConversationId, Moved> moved = new HashMap<>();
  private final Work work = new Work();

  PendingNotes(
      PendingIndex index,
      Memberships memberships,
      Audience audience,
      Whereabouts whereabouts,
      DataKeys keys,
      ChatSettings settings) {
    this.index = index;
    this.memberships = memberships;
    this.audience = audience;
    this.whereabouts = whereabouts;
    this.keys = keys;
    this.settings = settings.pending();
  }

  /// @param by whose messages they are; null when several
  /// @param tally of the log up to the last one
  private record Moved(long first, long last, @Nullable UserId by, Tally tally) {

    Moved and(Moved other) {
      return new Moved(
          Math.min(first, other.first),
          Math.max(last, other.last),
          by != null && by.equals(other.by) ? by : null,
          last < other.last ? other.tally : tally);
    }
  }

  /// That events of a conversation wait for a user.
  private record Note(UserId user, ConversationId conversation, Moved moved) {}

  @Override
  public void appended(LogEvent event, @Nullable SessionId origin, @Nullable Relayed relayed) {
    if (event.frame() instanceof EventFrame.Message sent && settings.conversations() > 0) {
      var sequence = event.sequence();
      add(
          event.conversation(),
          new Moved(sequence, sequence, sent.message().sender(), event.tally()));
    }
  }

  @Override
  public Disposable begin() {
    return Flux.interval(PERIOD).onBackpressureDrop().concatMap(_ -> note()).subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  private synchronized void add(ConversationId conversation, Moved now) {
    if (moved.size() < MOST_WAITING || moved.containsKey(conversation)) {
      moved.merge(conversation, now, Moved::and);
    }
  }

  private synchronized Map<ConversationId, Moved> take() {
    var taken = moved;
    moved = new HashMap<>();
    return taken;
  }

  private Mono<Void> note() {
    var taken = take();
    return taken.isEmpty()
        ? Mono.empty()
        : memberships
            .ofSmall(tallies(taken), settings.mostMembers())
            .flatMap(known -> note(taken, known))
            .onErrorResume(
                error -> {
                  log.warn("what waits for users is not noted: {}", error.toString());
                  return Mono.empty();
                });
  }

  private Mono<Void> note(
      Map<ConversationId, Moved> taken, Map<ConversationId, List<MemberSince>> known) {
    var notes =
        known.entrySet().stream()
            .flatMap(one -> notes(one.getKey(), one.getValue(), taken.get(one.getKey())))
            .toList();
    if (notes.isEmpty()) {
      return Mono.empty();
    }
    return whereabouts
        .away(notes.stream().map(Note::user).collect(Collectors.toSet()))
        .map(away -> notes.stream().filter(note -> away.contains(note.user())).toList())
        .flatMap(this::write);
  }

  private Stream<Note> notes(
      ConversationId conversation, List<MemberSince> members, @Nullable Moved range) {
    return range == null
        ? Stream.empty()
        : members.stream()
            .map(MemberSince::user)
            .filter(user -> !user.equals(range.by()) && !audience.has(user))
            .map(user -> new Note(user, conversation, range));
  }

  private Mono<Void> write(List<Note> notes) {
    return keys.of(notes.stream().map(Note::conversation).collect(Collectors.toSet()))
        .flatMapMany(
            own ->
                Flux.fromIterable(notes)
                    .flatMap(note -> write(note, own.get(note.conversation())), COMMANDS_AT_ONCE))
        .then();
  }

  private Mono<Void> write(Note note, @Nullable ConversationKeys own) {
    return own == null
        ? Mono.empty()
        : index.note(
            note.user(),
            PendingIndex.name(own, note.user()),
            note.moved().first(),
            note.moved().last());
  }

  private static Map<ConversationId, Tally> tallies(Map<ConversationId, Moved> moved) {
    return moved.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().tally()));
  }
}
