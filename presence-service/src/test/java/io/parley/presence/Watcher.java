package io.parley.presence;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.parley.common.bus.Presence;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;

/// Sees every published change.
public final class Watcher implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Presence> seen = new CopyOnWriteArrayList<>();
  private final StatefulRedisPubSubConnection<String, String> connection;

  public Watcher(RedisClient client) {
    this(client.connectPubSub());
  }

  /// On a cluster, whichever node it is connected to.
  public Watcher(StatefulRedisPubSubConnection<String, String> connection) {
    this.connection = connection;
    connection.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String pattern, String channel, String message) {
            seen.add(JSON.readValue(message, Presence.class));
          }
        });
    connection.sync().psubscribe("presence:changed:*");
  }

  public List<Presence> all() {
    return List.copyOf(seen);
  }

  public List<Presence> of(String user) {
    return seen.stream().filter(one -> one.user().value().equals(user)).toList();
  }

  /// The states that were shown of a user, in order.
  public List<String> states(String user) {
    return of(user).stream().map(one -> one.state().name().toLowerCase(Locale.ROOT)).toList();
  }

  @Override
  public void close() {
    connection.close();
  }
}
