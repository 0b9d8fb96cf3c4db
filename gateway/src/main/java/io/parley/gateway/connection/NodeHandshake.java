package io.parley.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.MonoSink;

/// Sends an upgrade to a chat node and hears its answer. After a 101 the HTTP codec leaves, reading
/// stops, and what the node sent behind it is kept for the tunnel. Any other answer is read to its
/// end and the connection closed.
final class NodeHandshake extends ChannelInboundHandlerAdapter {

  /// The most that an answer's body, or what came with a 101, may take.
  private static final int HELD_BYTES = 64 * 1024;

  private final UpgradeGate gate;
  private final FullHttpRequest request;
  private final ChannelGroup open;
  private final MonoSink<UpgradeAnswer> answer;

  private @Nullable HttpResponse head;
  private @Nullable ByteBuf held;
  private @Nullable ChannelHandlerContext context;
  private boolean answered;

  NodeHandshake(
      UpgradeGate gate,
      FullHttpRequest request,
      ChannelGroup open,
      MonoSink<UpgradeAnswer> answer) {
    this.gate = gate;
    this.request = request;
    this.open = open;
    this.answer = answer;
  }

  /// Gives its place to the tunnel.
  ///
  /// @return what the node has sent so far
  @Nullable ByteBuf leave(ChannelHandler successor) {
    var bytes = held;
    held = null;
    if (context != null && !context.isRemoved()) {
      context.pipeline().replace(this, null, successor);
    }
    return bytes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(request, ctx.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      hold(ctx, bytes);
    } else if (message instanceof HttpObject part && !answered) {
      read(ctx, part);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(ctx, new IOException("chat node closed the connection before it answered the upgrade"));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, cause);
    ctx.close();
  }

  private void read(ChannelHandlerContext ctx, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(part);
      fail(ctx, new IOException("chat node's answer to the upgrade is no HTTP"));
      return;
    }
    if (part instanceof HttpResponse response) {
      head = response;
    }
    if (part instanceof HttpContent content) {
      hold(ctx, content.content());
    }
    if (part instanceof LastHttpContent && head != null && !answered) {
      finish(ctx, head);
    }
  }

  private void finish(ChannelHandlerContext ctx, HttpResponse response) {
    int status = response.status().code();
    if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
      switched(ctx, response);
    } else if (status >= HttpResponseStatus.OK.code()) {
      answered = true;
      var body = held == null ? new byte[0] : ByteBufUtil.getBytes(held);
      answer.success(new UpgradeAnswer.Refused(status, headers(response), body));
      ctx.close();
    }
  }

  private void switched(ChannelHandlerContext ctx, HttpResponse response) {
    answered = true;
    ctx.channel().config().setAutoRead(false);
    ctx.pipeline().remove(HttpClientCodec.class);
    var tunnel = new Tunnel(gate, this, ctx.channel(), open);
    answer.success(new UpgradeAnswer.Switched(headers(response), tunnel));
  }

  private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
    held =
        held == null
            ? bytes
            : ctx.alloc().compositeBuffer().addComponent(true, held).addComponent(true, bytes);
    if (!answered && held.readableBytes() > HELD_BYTES) {
      fail(ctx, new IOException("chat node's answer to the upgrade: over 65536 bytes"));
    }
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    if (!answered) {
      answered = true;
      answer.error(cause);
      ctx.close();
    }
  }

  private void release() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  private static HttpHeaders headers(HttpResponse response) {
    var headers = new HttpHeaders();
    response.headers().forEach(entry -> headers.add(entry.getKey(), entry.getValue()));
    return headers;
  }
}
