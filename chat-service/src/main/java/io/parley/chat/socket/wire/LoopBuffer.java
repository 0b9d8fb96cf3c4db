package io.parley.chat.socket.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/// What an event loop writes to its channels, one after the other: the same memory again and again,
/// since a channel mostly passes on at once what it is given. One that cannot keeps the memory, and
/// the loop gets another, a small one again, since many may not be able to at the same time.
final class LoopBuffer {

  /// As much as some messages take, and the marks that go with them.
  private static final int BYTES = 1024;

  /// As much as one takes.
  private static final int KEPT_BYTES = 512;

  /// One that had to grow further does not stay.
  private static final int MOST_BYTES = 64 * 1024;

  private static final FastThreadLocal<LoopBuffer> OF_LOOP =
      new FastThreadLocal<>() {

        @Override
        protected LoopBuffer initialValue() {
          return new LoopBuffer();
        }

        @Override
        protected void onRemoval(LoopBuffer buffer) {
          buffer.release();
        }
      };

  private @Nullable ByteBuf buffer;

  private LoopBuffer() {}

  /// An empty buffer for the one who calls, on its event loop: to be written to this channel, or
  /// released, before the loop does anything else. A channel that has something to send still would
  /// keep it, so it gets one of its own that is no larger than what it has to hold.
  ///
  /// @param bytes that come first
  static ByteBuf take(Channel channel, int bytes) {
    return hasSentEverything(channel)
        ? OF_LOOP.get().next(channel.alloc())
        : channel.alloc().directBuffer(Math.max(KEPT_BYTES, bytes));
  }

  private static boolean hasSentEverything(Channel channel) {
    return channel.bytesBeforeUnwritable() > channel.config().getWriteBufferHighWaterMark();
  }

  private ByteBuf next(ByteBufAllocator from) {
    var last = buffer;
    if (last != null && last.refCnt() == 1 && last.capacity() <= MOST_BYTES) {
      return last.clear().retain();
    }
    release();
    var fresh = from.directBuffer(BYTES);
    buffer = fresh;
    return fresh.retain();
  }

  private void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }
}
