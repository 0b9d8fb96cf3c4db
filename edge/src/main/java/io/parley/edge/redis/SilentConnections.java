package io.parley.edge.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes a connection on which something was asked and nothing at all came for a while, so that
/// the client connects anew, wherever the master is by then. A frozen server and a black hole break
/// no connection: the kernel still takes what is sent, and keep-alive and TCP timeouts see nothing.
///
/// No command of Parley blocks in Redis, so silence never is an answer.
final class SilentConnections implements NettyCustomizer {

  private static final Logger log = LoggerFactory.getLogger(SilentConnections.class);

  private final Duration most;
  private final LongSupplier nanoTime;

  /// @param most silence after something was asked
  SilentConnections(Duration most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
  }

  @Override
  public void afterChannelInitialized(Channel channel) {
    channel.pipeline().addFirst("silence", new Watch(most.toNanos(), nanoTime));
  }

  /// Runs on its channel's event loop alone, with one timer at most.
  static final class Watch extends ChannelDuplexHandler {

    private final long mostNanos;
    private final LongSupplier nanoTime;
    private boolean waiting;
    private long askedAt;
    private @Nullable Future<?> timer;

    Watch(long mostNanos, LongSupplier nanoTime) {
      this.mostNanos = mostNanos;
      this.nanoTime = nanoTime;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (!waiting) {
        waiting = true;
        askedAt = nanoTime.getAsLong();
        if (timer == null) {
          lookIn(mostNanos, context);
        }
      }
      context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      waiting = false;
      context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      var now = timer;
      if (now != null) {
        now.cancel(false);
        timer = null;
      }
      context.fireChannelInactive();
    }

    private void look(ChannelHandlerContext context) {
      timer = null;
      long silence = nanoTime.getAsLong() - askedAt;
      if (waiting && silence >= mostNanos) {
        log.warn(
            "Redis at {} did not answer for {} ms, connecting anew",
            context.channel().remoteAddress(),
            TimeUnit.NANOSECONDS.toMillis(silence));
        context.close();
      } else if (waiting) {
        lookIn(mostNanos - silence, context);
      }
    }

    private void lookIn(long nanos, ChannelHandlerContext context) {
      timer = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
    }
  }
}
