package io.parley.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/// One socket of a user, from its handshake to its end. Used on its event loop.
public final class Line extends SimpleChannelInboundHandler<WebSocketFrame> {

  private final Listener listener;
  private @Nullable Channel channel;
  private String end = "the connection ended";
  private boolean isOver;

  public Line(Listener listener) {
    this.listener = listener;
  }

  /// Hears what comes by a line, until it is hung up.
  public interface Listener {

    /// @param text to be read before this returns
    void hear(ByteBuf text);

    /// The last thing that is heard, and only of an end that this side did not make.
    void ended(String reason);
  }

  public void write(String text) {
    var to = channel;
    if (to != null) {
      to.write(new TextWebSocketFrame(ByteBufUtil.writeUtf8(to.alloc(), text)), to.voidPromise());
    }
  }

  public void flush() {
    var to = channel;
    if (to != null) {
      to.flush();
    }
  }

  /// Ends the connection as a network does: without a word.
  public void hangUp() {
    isOver = true;
    var to = channel;
    if (to != null) {
      to.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (isOver) {
      return;
    }
    switch (frame) {
      case TextWebSocketFrame text -> listener.hear(text.content());
      case CloseWebSocketFrame close -> end = "closed by the server with " + close.statusCode();
      default -> {}
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(end);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause.toString());
    context.close();
  }

  void fail(String reason) {
    if (!isOver) {
      isOver = true;
      listener.ended(reason);
    }
  }
}
