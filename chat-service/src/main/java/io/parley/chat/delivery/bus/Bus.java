package io.parley.chat.delivery.bus;

import java.util.Collection;
import reactor.core.publisher.Mono;

/// Carries messages to the nodes that listen to a channel, the publisher included. Each may be
/// lost, and may come twice or late. No method blocks; all may be called by any thread.
public interface Bus {

  /// Adds someone who gets everything that arrives, and knows by the channel what is for him.
  void listen(BusListener listener);

  /// Listens to these channels from now on, over every reconnect. Takes effect at the call, in the
  /// order of the calls to this and [#unsubscribe].
  ///
  /// @return completes when what is published from now on arrives. Errors when that is not certain
  ///   within 2 s: the channels stay wanted, and [BusListener#resubscribed] tells when they are
  ///   heard
  Mono<Void> subscribe(Collection<String> channels);

  void unsubscribe(Collection<String> channels);

  /// Publishes, or drops the message when that cannot be done at once.
  void publish(String channel, byte[] message);
}
