package io.parley.bench.load;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One user's socket. Used on its event loop.
final class Caller extends SimpleChannelInboundHandler<WebSocketFrame> {

  private final Dialect dialect;
  private final Tally tally;
  private final CompletableFuture<Caller> ready = new CompletableFuture<>();
  private final long begun = System.nanoTime();
  private volatile long openingNanos;
  private @Nullable Channel channel;
  private @Nullable String end;

  Caller(Dialect dialect, Tally tally) {
    this.dialect = dialect;
    this.tally = tally;
  }

  /// Completes when the user may send; by an error when the socket could not be opened.
  CompletableFuture<Caller> ready() {
    return ready;
  }

  /// How long it took from the first packet until the user might send.
  long openingNanos() {
    return openingNanos;
  }

  /// Why the socket is no longer open; null while it is.
  @Nullable String end() {
    return end;
  }

  /// Writes, without a flush.
  void write(String text) {
    var to = channel;
    if (to != null) {
      to.write(new TextWebSocketFrame(ByteBufUtil.writeUtf8(to.alloc(), text)), to.voidPromise());
    }
  }

  void flush() {
    var to = channel;
    if (to != null) {
      to.flush();
    }
  }

  void close() {
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
    switch (frame) {
      case TextWebSocketFrame text -> hear(text);
      case CloseWebSocketFrame close -> end = "closed by the server with " + close.statusCode();
      default -> {}
    }
  }

  private void hear(TextWebSocketFrame frame) {
    var text = frame.content();
    var heard = dialect.hear(text);
    switch (heard) {
      case GREETED -> say(dialect.greeting());
      case PINGED -> say(dialect.pong());
      case READY -> {
        openingNanos = System.nanoTime() - begun;
        ready.complete(this);
      }
      case ACK, MESSAGE, REFUSED -> tally.heard(heard, Stamp.read(text));
      case OTHER -> {}
    }
  }

  private void say(String text) {
    write(text);
    flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail("the connection ended");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause.toString());
    context.close();
  }

  void fail(String reason) {
    if (end == null) {
      end = reason;
    }
    ready.completeExceptionally(new IllegalStateException(end));
  }
}
