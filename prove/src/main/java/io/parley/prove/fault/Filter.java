package io.parley.prove.fault;

import io.netty.buffer.ByteBuf;

/// Decides what becomes of each message of one connection; called on its event loop alone. Takes
/// over the message: passes it to the link or releases it.
public interface Filter {

  /// From the one who connected.
  void request(ByteBuf message, Link link);

  /// To the one who connected.
  void reply(ByteBuf message, Link link);

  /// Lets everything pass.
  Filter NONE =
      new Filter() {
        @Override
        public void request(ByteBuf message, Link link) {
          link.toServer(message);
        }

        @Override
        public void reply(ByteBuf message, Link link) {
          link.toClient(message);
        }
      };
}
