package io.parley.chat.delivery.bus;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// A bus within one JVM, between the nodes that share a [Line]. Loses nothing by itself.
public final class LocalBus implements Bus {

  private final Line line;
  private final Set<String> channels = ConcurrentHashMap.newKeySet();
  private volatile @Nullable BusListener listener;

  public LocalBus(Line line) {
    this.line = line;
    line.nodes.add(this);
  }

  /// What several buses share.
  public static final class Line {

    private final List<LocalBus> nodes = new CopyOnWriteArrayList<>();
  }

  @Override
  public void listen(BusListener by) {
    listener = by;
  }

  @Override
  public Mono<Void> subscribe(Collection<String> wanted) {
    channels.addAll(wanted);
    return Mono.empty();
  }

  @Override
  public void unsubscribe(Collection<String> unwanted) {
    unwanted.forEach(channels::remove);
  }

  @Override
  public void publish(String channel, byte[] message) {
    for (var node : line.nodes) {
      node.receive(channel, message);
    }
  }

  private void receive(String channel, byte[] message) {
    var by = listener;
    if (by != null && channels.contains(channel)) {
      by.received(channel, message.clone());
    }
  }
}
