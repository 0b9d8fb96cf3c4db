package io.parley.chat.pending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.chat.ChatSettings;
import io.parley.chat.crypto.ConversationKeys;
import io.parley.common.id.UserId;
import io.parley.edge.redis.LuaScript;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The index in Redis. Each script works on one key, so keys may lie in any slot of a cluster.
///
/// | key | type | TTL | loss |
/// |---|---|---|---|
/// | `pending:<user>` | hash: keyed hash of a conversation → `<first> <last> <at>`: the sequences that wait, and the Redis time in ms at which the first came | 30 days from the last change | what waits is delivered all the same, in another order |
///
/// | script | ARGV |
/// |---|---|
/// | `note.lua` | field, first, last, most fields, TTL in ms |
/// | `delivered.lua` | field, sequence; answers the fields that are left |
///
/// The name of a conversation is an HMAC under its own data key, over the user: nobody learns from
/// Redis who talks with whom.
@Component
class PendingIndex {

  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final int NAME_BYTES = 16;
  private static final RedisScript<Long> NOTE =
      LuaScript.read("io/parley/chat/pending/note.lua", Long.class);
  private static final RedisScript<Long> DELIVERED =
      LuaScript.read("io/parley/chat/pending/delivered.lua", Long.class);

  private final ReactiveStringRedisTemplate redis;
  private final PendingSettings settings;

  PendingIndex(ReactiveStringRedisTemplate redis, ChatSettings settings) {
    this.redis = redis;
    this.settings = settings.pending();
    // Read from the class path now, and not by an event loop at the first use
    NOTE.getSha1();
    DELIVERED.getSha1();
  }

  /// What waits in one conversation.
  record Entry(long first, long last, long at) {

    /// Null when it is not one.
    static @Nullable Entry parse(String text) {
      try {
        var parts = text.split(" ");
        return parts.length == 3
            ? new Entry(
                Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]))
            : null;
      } catch (NumberFormatException _) {
        return null;
      }
    }
  }

  static String name(ConversationKeys keys, UserId user) {
    var hash = keys.fingerprint(("pending " + user.value()).getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, NAME_BYTES));
  }

  /// Notes that the events from `first` to `last` wait. Errors when Redis does not answer.
  Mono<Void> note(UserId user, String name, long first, long last) {
    var arguments =
        List.of(
            name,
            Long.toString(first),
            Long.toString(last),
            Integer.toString(settings.conversations()),
            Long.toString(settings.age().toMillis()));
    return redis.execute(NOTE, List.of(key(user)), arguments).next().timeout(PATIENCE).then();
  }

  /// A client said that everything up to a sequence is delivered.
  ///
  /// @return how many conversations wait still. Errors when Redis does not answer
  Mono<Long> delivered(UserId user, String name, long sequence) {
    return redis
        .execute(DELIVERED, List.of(key(user)), List.of(name, Long.toString(sequence)))
        .next()
        .timeout(PATIENCE);
  }

  /// What waits for a user, by names. Errors when Redis does not answer.
  Mono<Map<String, Entry>> of(UserId user) {
    return redis
        .<String, String>opsForHash()
        .entries(key(user))
        .timeout(PATIENCE)
        .collect(
            HashMap::new,
            (entries, field) -> {
              var entry = Entry.parse(field.getValue());
              if (entry != null) {
                entries.put(field.getKey(), entry);
              }
            });
  }

  private static String key(UserId user) {
    return "pending:" + user.value();
  }
}
