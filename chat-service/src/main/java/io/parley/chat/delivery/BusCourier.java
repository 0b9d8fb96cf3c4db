package io.parley.chat.delivery;

import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.BusListener;
import io.parley.chat.log.Courier;
import io.parley.chat.log.Relay;
import io.parley.common.id.NodeId;
import java.util.List;
import java.util.function.Supplier;

/// Carries drafts from node to node by the bus, on a channel of each.
final class BusCourier implements Courier, BusListener {

  private static final String CHANNEL = "chat:d:";

  private final Bus bus;
  private final String own;
  private final Supplier<Relay> relay;
  private final Tasks tasks;

  /// @param relay is looked up at its first use: it needs a courier itself
  BusCourier(NodeId node, Bus bus, Supplier<Relay> relay, Tasks tasks) {
    this.bus = bus;
    this.own = channel(node);
    this.relay = relay;
    this.tasks = tasks;
  }

  /// Until it is heard others write what they give to this node themselves, after a moment.
  void start() {
    bus.listen(this);
    tasks.run(bus.subscribe(List.of(own)).onErrorComplete());
  }

  @Override
  public void take(NodeId to, byte[] parcel) {
    bus.publish(channel(to), parcel);
  }

  @Override
  public void received(String channel, byte[] message) {
    if (channel.equals(own)) {
      relay.get().brought(message);
    }
  }

  @Override
  public void resubscribed() {
    // What was lost meanwhile its givers write themselves
  }

  private static String channel(NodeId node) {
    return CHANNEL + node.value();
  }
}
