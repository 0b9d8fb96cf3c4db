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
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// The sockets of all users of a company.
public final class Crowd implements AutoCloseable {

  private static final int FRAME_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
  private static final Duration LATE = Duration.ofSeconds(5);
  private static final Duration NOTICE = Duration.ofMillis(50);
  private static final long PAUSE_MILLIS = 20;

  private final ByteBufAllocator allocator = new AdaptiveByteBufAllocator();
  private final MultiThreadIoEventLoopGroup loops;
  private final List<Tally> tallies = new ArrayList<>();
  private final List<EventLoop> order = new ArrayList<>();
  private final List<Caller> callers = new ArrayList<>();
  private final List<Arrivals> arrivals = new ArrayList<>();

  private Crowd(int threads) {
    long begun = System.nanoTime();
    loops =
        new MultiThreadIoEventLoopGroup(
            threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    for (int i = 0; i < threads; i++) {
      order.add(loops.next());
      tallies.add(new Tally(begun));
    }
  }

  /// How the sockets are opened.
  ///
  /// @param entrances where the target can be reached
  /// @param atOnce handshakes that wait for their answer at one time
  /// @param threads event loops of the load
  public record Approach(List<URI> entrances, int atOnce, int threads, long seed) {}

  /// Opens a socket for every user. Returns when all may send.
  ///
  /// @throws IllegalStateException when one of them cannot be opened
  public static Crowd gather(
      Dialect dialect, Company company, Function<Integer, Integer> entrance, Approach approach)
      throws InterruptedException {
    var crowd = new Crowd(approach.threads());
    try {
      crowd.open(dialect, company, entrance, approach);
      crowd.seat(company, new Random(approach.seed()));
      return crowd;
    } catch (CompletionException e) {
      crowd.close();
      throw new IllegalStateException("a socket could not be opened: " + e.getCause(), e);
    } catch (InterruptedException e) {
      crowd.close();
      throw e;
    }
  }

  private void open(
      Dialect dialect, Company company, Function<Integer, Integer> entrance, Approach approach)
      throws InterruptedException {
    var places = new Semaphore(approach.atOnce());
    for (var user : company.users()) {
      places.acquire();
      int loop = user.number() % order.size();
      var caller = new Caller(dialect, tallies.get(loop));
      callers.add(caller);
      caller.ready().whenComplete((_, _) -> places.release());
      var to = approach.entrances().get(entrance.apply(user.number()));
      connect(caller, order.get(loop), dialect.opening(to, user, company), user.number());
    }
    for (var caller : callers) {
      caller.ready().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  private void connect(Caller caller, EventLoop loop, Dialect.Opening opening, int user) {
    var headers = new DefaultHttpHeaders();
    opening.headers().forEach(headers::add);
    new Bootstrap()
        .group(loop)
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
                        caller);
              }
            })
        .connect(
            new InetSocketAddress(opening.address().getHost(), opening.address().getPort()),
            new InetSocketAddress(source(user), 0))
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                caller.fail(String.valueOf(connected.cause()));
              }
            });
  }

  /// Every user has an address, as in the world: else limits of addresses and the ports of one
  /// address end a run early.
  private static String source(int user) {
    int part = 250;
    return "127.1." + (user / part % part + 1) + "." + (user % part + 1);
  }

  private void seat(Company company, Random random) {
    Map<Integer, List<Arrivals.Turn>> turns =
        company.rooms().stream()
            .flatMap(
                room ->
                    room.members().stream()
                        .map(user -> Map.entry(user, Arrivals.Turn.of(callers.get(user), room))))
            .collect(
                Collectors.groupingBy(
                    turn -> turn.getKey() % order.size(),
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    for (int i = 0; i < order.size(); i++) {
      arrivals.add(
          new Arrivals(
              order.get(i),
              tallies.get(i),
              turns.getOrDefault(i, List.of()),
              new Random(random.nextLong())));
    }
  }

  /// How long it took from the first packet of each socket until its user might send, in
  /// microseconds.
  public Histogram openings() {
    var openings = new Histogram(PATIENCE.toNanos() / MICRO, 3);
    callers.forEach(
        caller ->
            openings.recordValue(Math.min(PATIENCE.toNanos(), caller.openingNanos()) / MICRO));
    return openings;
  }

  /// Messages begin to come.
  ///
  /// @param rate of all users together, messages a second
  public void start(double rate) {
    double all = arrivals.stream().mapToInt(Arrivals::turns).sum();
    onLoops(i -> arrivals.get(i).start(rate * arrivals.get(i).turns() / all));
  }

  /// Counts what is due from the moment on at which this returns.
  public void count() throws InterruptedException {
    long from = soon();
    onLoops(i -> tallies.get(i).reset(from));
    awaitMoment(from);
  }

  /// Nothing more is due from the moment on at which this returns.
  public void stop() throws InterruptedException {
    long until = soon();
    onLoops(
        i -> {
          tallies.get(i).end(until);
          arrivals.get(i).stop(until);
        });
    awaitMoment(until);
  }

  /// Waits until everything that was due is acknowledged, as long as it makes sense.
  public void awaitQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isQuiet() && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private boolean isQuiet() {
    for (int i = 0; i < order.size(); i++) {
      if (!order.get(i).submit(arrivals.get(i)::isQuiet).syncUninterruptibly().getNow()) {
        return false;
      }
    }
    return true;
  }

  /// What was counted; waits some seconds for what is on its way.
  public Count result() throws InterruptedException {
    long deadline = System.nanoTime() + LATE.toNanos();
    var count = sum();
    while (!count.isComplete() && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
      count = sum();
    }
    return count;
  }

  /// A moment of which all loops can be told before it comes: they share one window.
  private long soon() {
    return tallies.getFirst().now() + NOTICE.toNanos();
  }

  private void awaitMoment(long moment) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(moment - tallies.getFirst().now());
  }

  /// Sockets that ended, by the reason.
  public Map<String, Long> ended() {
    return callers.stream()
        .map(Caller::end)
        .filter(end -> end != null)
        .collect(Collectors.groupingBy(end -> end, Collectors.counting()));
  }

  private Count sum() {
    var counts = new ArrayList<Count>();
    for (int i = 0; i < order.size(); i++) {
      counts.add(order.get(i).submit(tallies.get(i)::count).syncUninterruptibly().getNow());
    }
    return Count.sum(counts);
  }

  private interface Part {
    void at(int loop);
  }

  private void onLoops(Part part) {
    for (int i = 0; i < order.size(); i++) {
      int loop = i;
      order.get(i).submit(() -> part.at(loop)).syncUninterruptibly();
    }
  }

  @Override
  public void close() {
    callers.forEach(Caller::close);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
