package io.parley.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import org.jspecify.annotations.Nullable;

/// The way from one client to one chat node that agreed to the upgrade. Until the client's 101 is
/// out it holds the node's channel, unread; joined, it is nothing but two [TunnelEnd]s.
public final class Tunnel {

  private final UpgradeGate gate;
  private final NodeHandshake handshake;
  private final Channel node;
  private final ChannelGroup open;

  /// @param open gets the client's channel while the tunnel lives
  Tunnel(UpgradeGate gate, NodeHandshake handshake, Channel node, ChannelGroup open) {
    this.gate = gate;
    this.handshake = handshake;
    this.node = node;
    this.open = open;
  }

  /// Copies bytes from the moment that the client's 101 has been written. Call on the thread that
  /// got the tunnel, before the 101 is written; a client that is gone by then ends the tunnel.
  public void joinAfterAnswer() {
    gate.joinAfterAnswer(this);
  }

  void join(Channel client, @Nullable ByteBuf early) {
    open.add(client);
    client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    node.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    client.pipeline().addLast(new TunnelEnd(node));
    pass(handshake.leave(new TunnelEnd(client)), client);
    pass(early, node);
    client.config().setAutoRead(true);
    node.config().setAutoRead(true);
    if (!node.isActive()) {
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  void close() {
    node.close();
  }

  private static void pass(@Nullable ByteBuf bytes, Channel to) {
    if (bytes != null) {
      to.writeAndFlush(bytes, to.voidPromise());
    }
  }
}
