package io.parley.presence.feed;

import io.parley.common.bus.Channels;
import io.parley.common.bus.Presence;
import io.parley.common.id.OpaqueId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.presence.state.FeedEntry;
import io.parley.presence.state.Incarnation;
import io.parley.presence.state.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The streams that chat nodes write.
@Component
final class Feed {

  /// Entries read and applied in one step: what a script does in about a millisecond.
  static final int BATCH = 100;

  private static final Logger log = LoggerFactory.getLogger(Feed.class);
  private static final Limit ONE = Limit.limit().count(1);

  private final RedisLink redis;

  Feed(RedisLink redis) {
    this.redis = redis;
  }

  /// The next entries behind a position, in order.
  Mono<List<FeedEntry>> after(Incarnation incarnation, String position) {
    var from = StreamOffset.create(key(incarnation), ReadOffset.from(position));
    return redis
        .ask(
            template ->
                template
                    .<String, String>opsForStream()
                    .read(StreamReadOptions.empty().count(BATCH), from))
        .map(Feed::entry)
        .collectList();
  }

  /// The oldest entry that is still there.
  Mono<Optional<FeedEntry>> first(Incarnation incarnation) {
    return redis
        .ask(
            template ->
                template
                    .<String, String>opsForStream()
                    .range(key(incarnation), Range.unbounded(), ONE))
        .map(Feed::entry)
        .singleOrEmpty()
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty());
  }

  /// The newest entry.
  Mono<Optional<FeedEntry>> newest(Incarnation incarnation) {
    return redis
        .ask(
            template ->
                template
                    .<String, String>opsForStream()
                    .reverseRange(key(incarnation), Range.unbounded(), ONE))
        .map(Feed::entry)
        .singleOrEmpty()
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty());
  }

  Mono<Void> delete(Incarnation incarnation) {
    return redis.ask(template -> template.delete(key(incarnation))).then();
  }

  private static String key(Incarnation incarnation) {
    return Channels.presenceFeed(incarnation.value());
  }

  /// One without a number gets 0: it is passed over, and what it stood for shows as a gap.
  static FeedEntry entry(MapRecord<String, String, String> entry) {
    Map<String, String> fields = entry.getValue();
    return new FeedEntry(
        entry.getId().getValue(), number(fields.getOrDefault("n", "")), fact(fields));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      log.warn("a feed has an entry without a number");
      return 0;
    }
  }

  /// What an entry says; one that makes no sense is a sign of life and no more.
  private static FeedEntry.Fact fact(Map<String, String> fields) {
    String user = fields.getOrDefault("user", "");
    String session = fields.getOrDefault("session", "");
    String type = fields.getOrDefault("t", "");
    if (type.equals("beat") || !OpaqueId.isValid(user) || !OpaqueId.isValid(session)) {
      return new FeedEntry.Beat();
    }
    return switch (type) {
      case "open", "state" ->
          new FeedEntry.Here(new UserId(user), new SessionId(session), state(fields));
      case "close" ->
          new FeedEntry.Left(
              new UserId(user), new SessionId(session), "logout".equals(fields.get("reason")));
      default -> new FeedEntry.Beat();
    };
  }

  private static Presence.State state(Map<String, String> fields) {
    return "away".equals(fields.get("state")) ? Presence.State.AWAY : Presence.State.ONLINE;
  }
}
