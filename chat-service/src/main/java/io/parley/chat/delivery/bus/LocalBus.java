package io.parley.chat.delivery.bus;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/// A bus within one JVM, between the nodes that share a [Line]. Loses nothing by itself.
public final class LocalBus implements Bus {

  private final Line line;
  private final Set<String> channels = ConcurrentHashMap.newKeySet();
  private final List<BusListener> listeners = new CopyOnWriteArrayList<>();

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
    listeners.add(by);
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
    if (channels.contains(channel)) {
      listeners.forEach(by -> by.received(channel, message.clone()));
    }
  }
}
