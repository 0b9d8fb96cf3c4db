package io.parley.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One end of a tunnel: passes on to the other what this channel reads.
/// - Bytes are flushed once a read pass. A peer whose outbound buffer is above its high-water mark
///   stops the reading here until it is below the low one, so a tunnel holds about one read and one
///   water mark each way.
/// - The end of the stream (FIN) becomes the peer's, after its pending bytes. WebSocket has no use
///   for a connection that is open one way, so the rest has [#LINGER] to end as well.
/// - A reset becomes a reset.
final class TunnelEnd extends ChannelInboundHandlerAdapter {

  static final Duration LINGER = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(TunnelEnd.class);

  private final Channel peer;

  /// @param peer a channel of the same event loop
  TunnelEnd(Channel peer) {
    this.peer = peer;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf)) {
      ReferenceCountUtil.release(message);
      return;
    }
    peer.write(message, peer.voidPromise());
    if (!peer.isWritable()) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      peer.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      endPeer(ctx.channel());
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (peer.isActive()) {
      peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      closeAfterLinger(peer);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("tunnel reset: {}", cause.toString());
    reset(peer);
    reset(ctx.channel());
  }

  private void endPeer(Channel self) {
    peer.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> ((DuplexChannel) peer).shutdownOutput())
        .addListener(written -> closeWhenBothEnded(self));
    closeAfterLinger(self);
    closeAfterLinger(peer);
  }

  private void closeWhenBothEnded(Channel self) {
    if (((DuplexChannel) self).isInputShutdown() && ((DuplexChannel) peer).isInputShutdown()) {
      self.close();
      peer.close();
    }
  }

  private static void closeAfterLinger(Channel channel) {
    var timer =
        channel
            .eventLoop()
            .schedule(() -> channel.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> timer.cancel(false));
  }

  private static void reset(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }
}
