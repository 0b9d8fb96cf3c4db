package io.parley.chat.socket;

import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.BusListener;
import java.util.Collection;
import java.util.Random;
import reactor.core.publisher.Mono;

/// Swallows a part of what is published, and says some of the rest twice.
final class LossyBus implements Bus {

  private final Bus bus;
  private final Random random;
  private final double loss;

  LossyBus(Bus bus, long seed, double loss) {
    this.bus = bus;
    this.random = new Random(seed);
    this.loss = loss;
  }

  @Override
  public void listen(BusListener by) {
    bus.listen(by);
  }

  @Override
  public Mono<Void> subscribe(Collection<String> channels) {
    return bus.subscribe(channels);
  }

  @Override
  public void unsubscribe(Collection<String> channels) {
    bus.unsubscribe(channels);
  }

  @Override
  public void publish(String channel, byte[] message) {
    double luck;
    synchronized (random) {
      luck = random.nextDouble();
    }
    if (luck >= loss) {
      bus.publish(channel, message);
      if (luck > 0.9) {
        bus.publish(channel, message);
      }
    }
  }
}
