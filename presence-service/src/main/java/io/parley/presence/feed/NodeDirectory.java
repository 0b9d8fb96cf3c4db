package io.parley.presence.feed;

import io.parley.common.bus.Channels;
import io.parley.common.bus.PresenceNode;
import io.parley.common.id.OpaqueId;
import io.parley.presence.state.Incarnation;
import io.parley.presence.state.RedisLink;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The chat nodes that say they are there, in the hash `presence:nodes`, as last read.
@Component
final class NodeDirectory {

  private static final Logger log = LoggerFactory.getLogger(NodeDirectory.class);

  private final RedisLink redis;
  private final JsonMapper json;
  private final Map<Incarnation, PresenceNode> registered = new ConcurrentHashMap<>();
  private final Set<String> refused = new HashSet<>();

  NodeDirectory(RedisLink redis, JsonMapper json) {
    this.redis = redis;
    this.json = json;
  }

  /// Reads the directory anew.
  Mono<Set<Incarnation>> load() {
    return redis
        .ask(template -> template.<String, String>opsForHash().entries(Channels.PRESENCE_NODES))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .map(this::take);
  }

  Optional<PresenceNode> find(Incarnation incarnation) {
    return Optional.ofNullable(registered.get(incarnation));
  }

  /// Whether the node is registered at this moment.
  Mono<Boolean> lookUp(Incarnation incarnation) {
    return redis
        .ask(template -> template.opsForHash().hasKey(Channels.PRESENCE_NODES, incarnation.value()))
        .next();
  }

  /// Puts a node back that lives and that a lost Redis forgot.
  Mono<Void> restore(Incarnation incarnation, PresenceNode node) {
    String value = json.writeValueAsString(node);
    return redis
        .ask(
            template ->
                template
                    .opsForHash()
                    .putIfAbsent(Channels.PRESENCE_NODES, incarnation.value(), value))
        .doOnComplete(() -> registered.put(incarnation, node))
        .then();
  }

  /// Takes a node out that is gone for good.
  Mono<Void> remove(Incarnation incarnation) {
    return redis
        .ask(template -> template.opsForHash().remove(Channels.PRESENCE_NODES, incarnation.value()))
        .doOnComplete(() -> registered.remove(incarnation))
        .then();
  }

  private Set<Incarnation> take(Map<String, String> entries) {
    Map<Incarnation, PresenceNode> found = new ConcurrentHashMap<>();
    entries.forEach(
        (incarnation, value) ->
            node(incarnation, value)
                .ifPresent(node -> found.put(new Incarnation(incarnation), node)));
    registered.keySet().retainAll(found.keySet());
    registered.putAll(found);
    return Set.copyOf(found.keySet());
  }

  private Optional<PresenceNode> node(String incarnation, String value) {
    try {
      if (OpaqueId.isValid(incarnation)) {
        return Optional.of(json.readValue(value, PresenceNode.class));
      }
    } catch (JacksonException e) {
      log.debug("entry of {}", incarnation, e);
    }
    if (refused.size() < 100 && refused.add(incarnation)) {
      log.warn("an entry of {} is no node and is ignored", Channels.PRESENCE_NODES);
    }
    return Optional.empty();
  }
}
