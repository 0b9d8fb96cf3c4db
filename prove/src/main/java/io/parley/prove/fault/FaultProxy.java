package io.parley.prove.fault;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Stands between the client of a hop and its server, on a port of loopback, and does to their
/// connections what it is told. Thread-safe; what it is told holds for all connections, those to
/// come too, unless the method says otherwise.
public final class FaultProxy implements AutoCloseable {

  private static final int BACKLOG = 1_024;

  private final Framing framing;
  private final InetSocketAddress server;
  private final Random random;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listening;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final AtomicReference<Weather> weather = new AtomicReference<>(Weather.FAIR);
  private final Supplier<Filter> filters;

  /// @param filters makes the filter of each new connection
  /// @param random the source of every choice
  public FaultProxy(
      Framing framing, InetSocketAddress server, Supplier<Filter> filters, Random random) {
    this.framing = framing;
    this.server = server;
    this.filters = filters;
    this.random = random;
    this.listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(initializer(this::accepted))
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /// How many connections are open.
  public int open() {
    return links.size();
  }

  /// Each message waits, in both directions; zero and zero ends it.
  public void delay(Duration delay, Duration jitter) {
    weather.updateAndGet(now -> now.withDelay(delay, jitter));
  }

  /// Breaks every connection and refuses new ones, until called with false.
  public void away(boolean yes) {
    weather.updateAndGet(now -> now.withAway(yes));
    if (yes) {
      cutAll(Cut.RST);
    }
  }

  /// A black hole: nothing passes, new connections are taken and never answered, nobody is told.
  /// Ends with false for those that come then; the others stay silent for ever.
  public void dark(boolean yes) {
    weather.updateAndGet(now -> now.withDark(yes));
    if (yes) {
      links.forEach(Link::darken);
    }
  }

  /// Silences some of the open connections for ever.
  public void darkenSome(int most) {
    some(most).forEach(Link::darken);
  }

  public void cutSome(int most, Cut how) {
    some(most).forEach(link -> link.cut(how));
  }

  public void cutAll(Cut how) {
    links.forEach(link -> link.cut(how));
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    cutAll(Cut.RST);
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  private List<Link> some(int most) {
    var open = new ArrayList<>(links);
    java.util.Collections.shuffle(open, random);
    return open.subList(0, Math.min(most, open.size()));
  }

  private void accepted(Channel client) {
    if (weather.get().away()) {
      client.config().setOption(ChannelOption.SO_LINGER, 0);
      client.close();
      return;
    }
    new Bootstrap()
        .group(client.eventLoop())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(initializer(_ -> {}))
        .connect(server)
        .addListener(
            (io.netty.channel.ChannelFutureListener)
                connected -> {
                  if (connected.isSuccess()) {
                    join(client, connected.channel());
                  } else {
                    client.close();
                  }
                });
  }

  private void join(Channel client, Channel upstream) {
    var link = new Link(client, upstream, this::waitNanos);
    var filter = filters.get();
    links.add(link);
    client.closeFuture().addListener(_ -> forget(link, upstream));
    upstream.closeFuture().addListener(_ -> forget(link, client));
    client.pipeline().addLast(framing.decoder(), link.requests(filter));
    upstream.pipeline().addLast(framing.decoder(), link.replies(filter));
    var now = weather.get();
    if (now.dark()) {
      link.darken();
    }
    if (now.away() || !client.isOpen()) {
      link.cut(Cut.RST);
    }
    client.config().setAutoRead(true);
    upstream.config().setAutoRead(true);
  }

  private void forget(Link link, Channel other) {
    if (!other.isOpen()) {
      links.remove(link);
    }
  }

  private long waitNanos() {
    var now = weather.get();
    long jitter = now.jitter().toNanos();
    return now.delay().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
  }

  private interface Initializing {
    void channel(Channel channel);
  }

  private static ChannelHandler initializer(Initializing initializing) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        initializing.channel(channel);
      }
    };
  }
}
