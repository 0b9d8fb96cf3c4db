package io.parley.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Opens sockets on a few event loops; all of a user's are on one.
public final class Sockets implements AutoCloseable {

  private static final int FRAME_BYTES = 1 << 20;

  private final ByteBufAllocator allocator = new AdaptiveByteBufAllocator();
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();

  /// @param threads event loops
  public Sockets(int threads) {
    group =
        new MultiThreadIoEventLoopGroup(
            threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    for (int i = 0; i < threads; i++) {
      loops.add(group.next());
    }
  }

  public List<EventLoop> loops() {
    return List.copyOf(loops);
  }

  public EventLoop loopOf(int user) {
    return loops.get(user % loops.size());
  }

  /// @param line a new one, which hears what comes from the handshake on, or that nothing does
  public void open(int user, Dialect.Opening opening, Line line) {
    var headers = new DefaultHttpHeaders();
    opening.headers().forEach(headers::add);
    new Bootstrap()
        .group(loopOf(user))
        .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.ALLOCATOR, allocator)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                var handshaker =
                    WebSocketClientHandshakerFactory.newHandshaker(
                        opening.address(), WebSocketVersion.V13, null, false, headers, FRAME_BYTES);
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(FRAME_BYTES),
                        new WebSocketClientProtocolHandler(handshaker, false),
                        line);
              }
            })
        .connect(
            new InetSocketAddress(opening.address().getHost(), opening.address().getPort()),
            new InetSocketAddress(source(user), 0))
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                line.fail("no connection: " + connected.cause());
              }
            });
  }

  /// Every user has an address, as in the world: else limits of addresses and the ports of one
  /// address end a run early.
  private static String source(int user) {
    int part = 250;
    return "127.1." + (user / part % part + 1) + "." + (user % part + 1);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
