package io.parley.chat.delivery;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.InFlight;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Moves;
import io.parley.chat.log.Relay;
import io.parley.chat.log.Relayed;
import io.parley.chat.log.Stretch;
import io.parley.chat.log.Tally;
import io.parley.chat.log.TryAgain;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageContent;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// A store of logs in memory that two nodes of a test share: appends at once, counts reads, can be
/// away, and lets the stored hints of heads lag.
final class MemoryLog implements EventLog, Moves, InFlight, Relay {

  static final ConversationId C = new ConversationId("c");
  static final UserId ANN = new UserId("ann");
  static final Instant AT = Instant.parse("2026-11-21T09:00:00Z");

  private List<LogEvent> events = new ArrayList<>();
  private long hint;
  final Map<Long, SessionId> inFlight = new ConcurrentHashMap<>();

  /// Drafts that were given away, with what happens when they turn out to be written.
  final Map<Relayed, Runnable> given = new ConcurrentHashMap<>();

  final AtomicInteger reads = new AtomicInteger();
  volatile boolean away;

  /// What happens right after the log was asked where it stands.
  volatile Runnable afterHead = () -> {};

  volatile String epoch = "e1";

  synchronized LogEvent append() {
    var sequence = events.size() + 1L;
    var message =
        new MessageView(
            C,
            sequence,
            new ClientMessageId("m" + sequence),
            ANN,
            MessageContent.text("text " + sequence),
            List.of(),
            AT,
            null,
            null,
            MessageView.Status.SENT);
    return append(new EventFrame.Message(message));
  }

  synchronized LogEvent left(UserId user) {
    var sequence = events.size() + 1L;
    return append(new EventFrame.MemberLeft(C, sequence, ANN, AT, user, "removed"));
  }

  synchronized LogEvent joined(UserId user) {
    var sequence = events.size() + 1L;
    return append(new EventFrame.MemberJoined(C, sequence, ANN, AT, user, "member"));
  }

  private LogEvent append(EventFrame frame) {
    var key = "ann:m" + frame.sequence();
    var event = new LogEvent(frame, key, messages(frame.sequence()));
    events.add(event);
    hint = event.sequence();
    return event;
  }

  /// The stored hint stays behind, as when a node died before it raised it.
  synchronized void lag(long at) {
    hint = at;
  }

  /// The log is another one from now on, with these many events.
  synchronized void restore(String newEpoch, int kept) {
    epoch = newEpoch;
    events = new ArrayList<>(events.subList(0, kept));
    hint = kept;
  }

  @Override
  public Mono<Void> create(ConversationId conversation) {
    return Mono.empty();
  }

  @Override
  public Mono<List<LogEvent>> read(ConversationId conversation, long after, int limit) {
    return reading(() -> within(new Stretch(conversation, after, limit)));
  }

  @Override
  public Mono<Map<Stretch, List<LogEvent>>> read(Collection<Stretch> stretches) {
    return stretches.isEmpty()
        ? Mono.just(Map.of())
        : reading(
            () ->
                stretches.stream()
                    .distinct()
                    .collect(Collectors.toMap(Function.identity(), this::within)));
  }

  private List<LogEvent> within(Stretch stretch) {
    var from = (int) Math.min(events.size(), stretch.after());
    return List.copyOf(events.subList(from, Math.min(events.size(), from + stretch.limit())));
  }

  @Override
  public Mono<Map<MessageId, LogEvent>> at(Collection<MessageId> places) {
    return Mono.just(Map.of());
  }

  @Override
  public Mono<Head> head(ConversationId conversation) {
    return reading(() -> headAt(events.size())).doOnNext(_ -> afterHead.run());
  }

  @Override
  public Mono<Map<ConversationId, Head>> heads(Collection<ConversationId> conversations) {
    return reading(
        () -> conversations.contains(C) ? Map.of(C, headAt(hint)) : Map.<ConversationId, Head>of());
  }

  private Head headAt(long sequence) {
    return new Head(epoch, 1, sequence, messages(sequence), AT);
  }

  private static Tally messages(long count) {
    return new Tally(count, 0, 0);
  }

  @Override
  public Mono<Look> since(@Nullable Instant mark) {
    return heads(List.of(C)).map(heads -> new Look(AT, heads));
  }

  @Override
  public Mono<Set<ConversationId>> beyond(Map<ConversationId, Long> positions) {
    return reading(
        () -> {
          var position = positions.get(C);
          return position != null && events.size() > position
              ? Set.of(C)
              : Set.<ConversationId>of();
        });
  }

  @Override
  public @Nullable SessionId settle(LogEvent event) {
    return inFlight.remove(event.sequence());
  }

  @Override
  public void brought(byte[] parcel) {
    throw new UnsupportedOperationException("nobody gives anything to a log in memory");
  }

  @Override
  public boolean written(
      ConversationId conversation,
      long sequence,
      Tally tally,
      @Nullable SessionId origin,
      Written message) {
    var waiting = given.remove(message.relayed());
    if (waiting != null) {
      waiting.run();
    }
    return waiting != null;
  }

  private interface Reading<T> {
    @Nullable T now();
  }

  private <T> Mono<T> reading(Reading<T> reading) {
    return Mono.defer(
        () -> {
          reads.incrementAndGet();
          if (away) {
            return Mono.error(new TryAgain("away", Duration.ofMillis(10), null));
          }
          synchronized (this) {
            return Mono.justOrEmpty(reading.now());
          }
        });
  }
}
