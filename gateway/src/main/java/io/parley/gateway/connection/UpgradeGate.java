package io.parley.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/// Stands behind the HTTP codec of each client connection and takes it out of HTTP when an upgrade
/// succeeds.
///
/// When a request for an upgrade is complete, the codec's decoding half leaves at once: whatever
/// follows is no HTTP, whether the answer will be 101 or a refusal. Early bytes wait here, bounded,
/// for the tunnel; after a refusal the connection closes. When the 101 has been written, every
/// other handler leaves too.
final class UpgradeGate extends ChannelDuplexHandler {

  /// As much as a client may send ahead of its 101 before it is no longer read.
  private static final int EARLY_BYTES = 64 * 1024;

  private final String path;
  private final HeadDeadline deadline;

  private boolean requested;
  private boolean rawInput;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf early;
  private @Nullable Tunnel tunnel;

  /// @param path where upgrades are accepted; elsewhere they stay plain requests
  /// @param deadline of the heads of requests
  UpgradeGate(String path, HeadDeadline deadline) {
    this.path = path;
    this.deadline = deadline;
  }

  /// The gate of the connection that a request came by.
  static @Nullable UpgradeGate of(HttpServerRequest request) {
    var found = new AtomicReference<@Nullable UpgradeGate>();
    request.withConnection(c -> found.set(c.channel().pipeline().get(UpgradeGate.class)));
    return found.get();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  Channel channel() {
    return ctx().channel();
  }

  boolean upgrading() {
    return requested;
  }

  void joinAfterAnswer(Tunnel joined) {
    if (channel().isActive()) {
      tunnel = joined;
    } else {
      joined.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (rawInput) {
      hold(ctx, (ByteBuf) message);
      return;
    }
    if (message instanceof HttpRequest request) {
      deadline.complete();
      requested = isUpgrade(request);
    }
    if (message instanceof LastHttpContent) {
      deadline.expectAnother();
    }
    if (requested && message instanceof LastHttpContent) {
      rawInput = true;
      deadline.complete();
      ctx.fireChannelRead(message);
      ctx.pipeline().get(HttpServerCodec.class).removeInboundHandler();
      return;
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (requested && message instanceof HttpResponse response) {
      answer(ctx, response, promise);
    } else if (requested && message instanceof LastHttpContent) {
      ctx.write(message, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
    } else {
      ctx.write(message, promise);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  private void answer(ChannelHandlerContext ctx, HttpResponse response, ChannelPromise promise) {
    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS) && tunnel != null) {
      HttpUtil.setTransferEncodingChunked(response, false);
      response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
      ctx.write(response, promise.unvoid())
          .addListener(written -> ctx.executor().execute(this::leaveHttp));
      return;
    }
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    var written = ctx.write(response, promise.unvoid());
    if (response instanceof LastHttpContent) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /// Runs after Reactor Netty has finished with the exchange.
  private void leaveHttp() {
    var joined = tunnel;
    if (joined == null || !channel().isActive()) {
      release();
      return;
    }
    var bytes = early;
    early = null;
    tunnel = null;
    var pipeline = ctx().pipeline();
    for (ChannelHandler handler : pipeline.toMap().values()) {
      if (!(handler instanceof SslHandler)) {
        pipeline.remove(handler);
      }
    }
    joined.join(pipeline.channel(), bytes);
  }

  private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
    early =
        early == null
            ? bytes
            : ctx.alloc().compositeBuffer().addComponent(true, early).addComponent(true, bytes);
    if (early.readableBytes() > EARLY_BYTES) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void release() {
    if (early != null) {
      early.release();
      early = null;
    }
    if (tunnel != null) {
      tunnel.close();
      tunnel = null;
    }
  }

  private boolean isUpgrade(HttpRequest request) {
    var uri = request.uri();
    return request.method().equals(HttpMethod.GET)
        && (uri.equals(path) || uri.startsWith(path + "?"))
        && request
            .headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        && request
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && HttpUtil.isKeepAlive(request)
        && !HttpUtil.isTransferEncodingChunked(request)
        && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
  }

  private ChannelHandlerContext ctx() {
    if (context == null) {
      throw new IllegalStateException("gate: in no pipeline (expected: in one)");
    }
    return context;
  }
}
