package io.parley.chat.delivery.bus;

/// Gets what arrives on a bus, by threads of the bus; must not block or throw.
public interface BusListener {

  /// A message on a channel. The array is the listener's own.
  void received(String channel, byte[] message);

  /// All channels are heard again after a time in which messages may have been lost.
  void resubscribed();
}
