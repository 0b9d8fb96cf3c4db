package io.parley.presence.state;

import io.parley.edge.redis.RedisAddress;
import io.parley.presence.PresenceSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Runs the scripts: each call is one step in Redis, done wholly or not at all.
@Component
@SuppressWarnings("rawtypes")
final class Scripts {

  private static final List<String> ROOT = List.of("presence:{state}:");

  private final RedisLink redis;
  private final String views;
  private final Map<Script, RedisScript<List>> texts = new EnumMap<>(Script.class);

  Scripts(RedisLink redis, RedisAddress address, PresenceSettings settings) {
    this.redis = redis;
    this.views = views(address, settings);
    for (Script script : Script.values()) {
      texts.put(script, script.load());
    }
  }

  /// A script reaches one slot of a cluster, so there the views lie beside the state.
  private static String views(RedisAddress address, PresenceSettings settings) {
    if (!settings.operatorViews()) {
      return "0";
    }
    return address.isCluster() ? "2" : "1";
  }

  /// Runs a script; the first argument of all scripts is added here.
  ///
  /// @return its reply; a failure leaves open whether it was done
  Mono<List<String>> run(Script script, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments.size() + 1);
    all.add(views);
    all.addAll(arguments);
    RedisScript<List> text = Objects.requireNonNull(texts.get(script));
    return redis.ask(template -> template.execute(text, ROOT, all)).next().map(Scripts::texts);
  }

  static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  static String millis(Instant time) {
    return Long.toString(time.toEpochMilli());
  }

  static Instant time(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private static List<String> texts(List<?> reply) {
    return reply.stream().map(String::valueOf).toList();
  }
}
