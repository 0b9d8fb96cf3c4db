package io.parley.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose request head is not complete in time, counted from its first byte,
/// however steadily it trickles. A head that comes in one piece, as they do, costs no timer.
/// Silence between requests is the idle timeout's.
final class HeadDeadline extends ChannelInboundHandlerAdapter {

  private final Duration limit;
  private boolean expecting = true;
  private @Nullable Future<?> timer;

  /// @param limit zero: none
  HeadDeadline(Duration limit) {
    this.limit = limit;
  }

  /// A head has been read whole.
  void complete() {
    expecting = false;
    cancel();
  }

  /// The next bytes will begin another head.
  void expectAnother() {
    expecting = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.fireChannelRead(message);
    if (expecting && timer == null && limit.isPositive() && !ctx.isRemoved()) {
      timer = ctx.executor().schedule(() -> ctx.close(), limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancel();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancel();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
