package io.parley.gateway.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Ends a connection whose request was answered before its body had come whole, as a body that is
/// too large is: nobody can tell where the next request would begin (RFC 9112, 9.3). Our half ends
/// at once; what the client still sends is read and dropped for a while, since a reset would take
/// the answer from it.
final class EarlyAnswer extends ChannelDuplexHandler {

  private static final Duration LINGER = Duration.ofSeconds(2);

  private boolean bodyMissing;
  private boolean early;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      bodyMissing =
          HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }
    if (message instanceof LastHttpContent) {
      bodyMissing = false;
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL
        && bodyMissing) {
      early = true;
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    if (early && message instanceof LastHttpContent) {
      ctx.write(message, promise.unvoid()).addListener(written -> end(ctx));
    } else {
      ctx.write(message, promise);
    }
  }

  private static void end(ChannelHandlerContext ctx) {
    ((DuplexChannel) ctx.channel()).shutdownOutput();
    ctx.channel().config().setAutoRead(true);
    ctx.executor().schedule(() -> ctx.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
  }
}
