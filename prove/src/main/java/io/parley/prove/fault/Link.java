package io.parley.prove.fault;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// One connection through a proxy. Its two channels share an event loop, on which everything here
/// happens.
public final class Link {

  private final Channel client;
  private final Channel server;
  private final LongSupplier waitNanos;
  private final Lane toClient;
  private final Lane toServer;
  private boolean dark;

  /// @param waitNanos how long the next message waits
  Link(Channel client, Channel server, LongSupplier waitNanos) {
    this.client = client;
    this.server = server;
    this.waitNanos = waitNanos;
    this.toClient = new Lane(client);
    this.toServer = new Lane(server);
  }

  /// Passes a message on, behind all that were passed before.
  public void toServer(ByteBuf message) {
    toServer.write(message, waitNanos.getAsLong());
  }

  /// Passes a message on, behind all that were passed before.
  public void toClient(ByteBuf message) {
    toClient.write(message, waitNanos.getAsLong());
  }

  /// Passes a message on after a while; what comes meanwhile overtakes it.
  public void toClientLater(ByteBuf message, Duration after) {
    client
        .eventLoop()
        .schedule(
            () -> toClient.write(message, waitNanos.getAsLong()),
            after.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /// Passes a message on after a while, and what comes meanwhile behind it.
  ///
  /// @param before runs just before
  public void toClientHeld(ByteBuf message, Duration held, Runnable before) {
    toClient.write(message, held.toNanos(), before);
  }

  /// From now on nothing passes, and neither side learns that the other one went.
  public void darken() {
    client.eventLoop().execute(() -> dark = true);
  }

  public void cut(Cut how) {
    client
        .eventLoop()
        .execute(
            () -> {
              end(client, how);
              end(server, how);
            });
  }

  ChannelInboundHandlerAdapter requests(Filter filter) {
    return new Side(server, toServer, filter::request);
  }

  ChannelInboundHandlerAdapter replies(Filter filter) {
    return new Side(client, toClient, filter::reply);
  }

  private static void end(Channel channel, Cut how) {
    if (how == Cut.RST && channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.close();
  }

  private interface Passing {
    void pass(ByteBuf message, Link link);
  }

  /// What one side says.
  private final class Side extends ChannelInboundHandlerAdapter {

    private final Channel other;
    private final Lane lane;
    private final Passing passing;

    Side(Channel other, Lane lane, Passing passing) {
      this.other = other;
      this.lane = lane;
      this.passing = passing;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var bytes = (ByteBuf) message;
      if (dark) {
        bytes.release();
      } else {
        passing.pass(bytes, Link.this);
      }
    }

    // A side that does not read makes the other one wait, as it would without us
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      other.config().setAutoRead(ctx.channel().isWritable());
      ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (!dark) {
        lane.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
      if (!dark) {
        end(other, Cut.RST);
      }
    }
  }

  private record Waiting(ByteBuf message, long dueNanos, Runnable before) {}

  /// One direction: keeps the order of what waits.
  private final class Lane {

    private final Channel to;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean closing;

    Lane(Channel to) {
      this.to = to;
    }

    void write(ByteBuf message, long waitNanos) {
      write(message, waitNanos, () -> {});
    }

    void write(ByteBuf message, long waitNanos, Runnable before) {
      waiting.add(new Waiting(message, System.nanoTime() + waitNanos, before));
      if (waiting.size() == 1) {
        drain();
      }
    }

    void close() {
      closing = true;
      if (waiting.isEmpty()) {
        to.close();
      }
    }

    private void drain() {
      for (var next = waiting.peek(); next != null; next = waiting.peek()) {
        long left = next.dueNanos() - System.nanoTime();
        if (left > 0) {
          to.eventLoop().schedule(this::drain, left, TimeUnit.NANOSECONDS);
          return;
        }
        waiting.remove();
        next.before().run();
        flush(next.message());
      }
      if (closing) {
        to.close();
      }
    }

    private void flush(ByteBuf message) {
      if (dark) {
        message.release();
      } else {
        to.writeAndFlush(message, to.voidPromise());
      }
    }
  }
}
