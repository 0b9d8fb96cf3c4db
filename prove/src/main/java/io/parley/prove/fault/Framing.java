package io.parley.prove.fault;

import io.netty.channel.ChannelHandler;

/// What counts as one message of a hop.
public enum Framing {
  /// Whatever arrives.
  BYTES,
  /// One RESP value, of version 2 or 3.
  RESP,
  /// One message of the MongoDB wire protocol.
  MONGO;

  ChannelHandler decoder() {
    return new MessageDecoder(this);
  }
}
