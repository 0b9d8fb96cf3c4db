package io.parley.chat;

import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;

/// Lends the client of Redis event loops that are not its own: it neither makes nor ends them.
final class SharedLoops implements EventLoopGroupProvider {

  private final EventLoopGroup loops;

  SharedLoops(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  @SuppressWarnings("unchecked") // The client asks for any group that its kind of channel works on
  public <T extends EventLoopGroup> T allocate(Class<T> type) {
    return (T) loops;
  }

  @Override
  public int threadPoolSize() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public Future<Boolean> release(
      EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
    return ended();
  }

  @Override
  public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
    return ended();
  }

  private static Future<Boolean> ended() {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
  }
}
