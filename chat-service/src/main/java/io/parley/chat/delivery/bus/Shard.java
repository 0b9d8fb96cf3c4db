package io.parley.chat.delivery.bus;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection that listens to one master of a cluster. It does not reconnect: when it breaks,
/// everything that it heard is lost, and is subscribed anew wherever it belongs by then.
///
/// Each channel has a command of its own. One for several would be refused unless they are in one
/// slot, and the client takes the first confirmation for that of all.
final class Shard extends RedisPubSubAdapter<String, byte[]>
    implements RedisConnectionStateListener {

  /// What happens to a shard; called by threads of the client, which it must not hold up.
  interface Owner {

    void message(String channel, byte[] message);

    /// These are no longer heard here: their slots moved away, or they were refused.
    void lost(Collection<String> channels);

    /// The connection broke, or could not be made.
    void ended(Shard shard);
  }

  private static final Logger log = LoggerFactory.getLogger(Shard.class);

  private final String node;
  private final Owner owner;
  private final Map<String, CompletableFuture<@Nullable Void>> asked = new HashMap<>();
  private final Set<String> confirmed = new HashSet<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;
  private boolean ended;
  private volatile long heardAt = System.nanoTime();
  private volatile String probeChannel = "";

  /// @param node id of the master
  Shard(String node, Owner owner) {
    this.node = node;
    this.owner = owner;
  }

  String node() {
    return node;
  }

  /// Where the node's probes arrive; empty before the first one.
  String probeChannel() {
    return probeChannel;
  }

  void probeAt(String channel) {
    probeChannel = channel;
  }

  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /// Takes the connection over once it stands; what was asked before is sent then, in order.
  void connect(CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connecting) {
    connecting.whenComplete(
        (made, error) -> {
          if (error == null) {
            connected(made);
          } else {
            log.debug("no connection to {}: {}", node, error.toString());
            end();
          }
        });
  }

  private void connected(StatefulRedisPubSubConnection<String, byte[]> made) {
    boolean late;
    synchronized (this) {
      late = ended;
      if (!late) {
        made.addListener((RedisPubSubListener<String, byte[]>) this);
        made.addListener((RedisConnectionStateListener) this);
        connection = made;
        heardAt = System.nanoTime();
        waiting.forEach(Runnable::run);
        waiting.clear();
      }
    }
    if (late) {
      made.closeAsync();
    } else if (!made.isOpen()) {
      end(); // it broke before anybody listened
    }
  }

  /// @return completes when the channel is heard, fails when that is refused or the connection
  ///   broke
  synchronized CompletionStage<@Nullable Void> subscribe(String channel) {
    if (ended) {
      return CompletableFuture.failedFuture(new RedisException("the connection has ended"));
    }
    if (confirmed.contains(channel)) {
      return CompletableFuture.completedFuture(null);
    }
    var before = asked.get(channel);
    if (before != null) {
      return before;
    }
    var answer = new CompletableFuture<@Nullable Void>();
    asked.put(channel, answer);
    soon(() -> ask(channel));
    return answer;
  }

  synchronized void unsubscribe(String channel) {
    confirmed.remove(channel);
    var before = asked.remove(channel);
    if (before != null) {
      before.cancel(false);
    }
    if (!ended) {
      soon(() -> leave(channel));
    }
  }

  synchronized boolean hears(String channel) {
    return confirmed.contains(channel);
  }

  synchronized boolean isUsed() {
    return !asked.isEmpty() || !confirmed.isEmpty();
  }

  /// Asks for a sign of life.
  synchronized void ping() {
    var now = connection;
    if (now != null && !ended) {
      now.async().ping();
    }
  }

  /// Breaks the connection off.
  void end() {
    Set<String> gone = new HashSet<>();
    List<CompletableFuture<@Nullable Void>> unanswered;
    StatefulRedisPubSubConnection<String, byte[]> now;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      now = connection;
      gone.addAll(confirmed);
      gone.addAll(asked.keySet());
      unanswered = List.copyOf(asked.values());
      confirmed.clear();
      asked.clear();
      waiting.clear();
    }
    if (now != null) {
      now.closeAsync();
    }
    owner.ended(this);
    unanswered.forEach(one -> one.completeExceptionally(new RedisException("no connection")));
    owner.lost(gone);
  }

  /// Commands keep their order before and after the connection stands.
  private void soon(Runnable command) {
    if (connection == null) {
      waiting.add(command);
    } else {
      command.run();
    }
  }

  private void ask(String channel) {
    var now = connection;
    if (now != null) {
      now.async().ssubscribe(channel).whenComplete((_, error) -> refusedOn(channel, error));
    }
  }

  private void leave(String channel) {
    var now = connection;
    if (now != null) {
      now.async().sunsubscribe(channel);
    }
  }

  private void refusedOn(String channel, @Nullable Throwable error) {
    if (error == null) {
      return;
    }
    CompletableFuture<@Nullable Void> answer;
    synchronized (this) {
      answer = asked.remove(channel);
    }
    if (answer != null) {
      owner.lost(List.of(channel));
      answer.completeExceptionally(error);
    }
  }

  @Override
  public void smessage(String channel, byte[] message) {
    heardAt = System.nanoTime();
    owner.message(channel, message);
  }

  @Override
  public void ssubscribed(String channel, long count) {
    CompletableFuture<@Nullable Void> answer;
    synchronized (this) {
      answer = asked.remove(channel);
      if (answer != null) {
        confirmed.add(channel);
      }
    }
    if (answer != null) {
      answer.complete(null);
    }
  }

  /// By this node's wish, which was noted before, or because the slot moved to another master.
  @Override
  public void sunsubscribed(String channel, long count) {
    boolean moved;
    synchronized (this) {
      moved = confirmed.remove(channel);
    }
    if (moved) {
      owner.lost(List.of(channel));
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
    end();
  }
}
