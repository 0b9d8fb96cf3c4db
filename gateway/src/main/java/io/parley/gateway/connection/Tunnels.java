package io.parley.gateway.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/// Opens tunnels and knows how many there are.
public final class Tunnels {

  private final Duration connectTimeout;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  public Tunnels(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  /// Makes a server's connections ready for tunnels, and binds them to the settings.
  public static HttpServer prepare(HttpServer server, ConnectionSettings settings) {
    var headers = new AnswerHeaders(settings.answerHeaders());
    return server.doOnChannelInit(
        (observer, channel, remote) -> {
          var deadline = new HeadDeadline(settings.headWithin());
          var gate = new UpgradeGate(settings.socketPath(), deadline);
          channel
              .pipeline()
              .addFirst(deadline)
              .addAfter(NettyPipeline.HttpCodec, null, headers)
              .addAfter(NettyPipeline.HttpCodec, null, new EarlyAnswer())
              .addAfter(NettyPipeline.HttpCodec, null, gate);
        });
  }

  /// Whether the client has asked for a WebSocket in a form that can be passed on (RFC 6455, 4.1).
  public boolean isUpgrade(ServerHttpRequest client) {
    var gate = gate(client);
    return gate != null && gate.upgrading();
  }

  /// Asks a chat node for the upgrade that a client asked for. Answers on the client's event loop.
  /// Errors: [java.net.ConnectException] and its like when the node could not be reached, so that
  /// it has heard nothing; any other [java.io.IOException] when it may have. Cancelling gives the
  /// connection up.
  ///
  /// @param target path and query
  /// @param headers as the node shall see them
  public Mono<UpgradeAnswer> open(
      ServerHttpRequest client, InetSocketAddress node, String target, HttpHeaders headers) {
    var gate = gate(client);
    if (gate == null || !gate.upgrading()) {
      return Mono.error(
          new IllegalArgumentException("client: a plain request (expected: an upgrade)"));
    }
    return Mono.create(answer -> connect(gate, node, request(target, headers), answer));
  }

  /// How many tunnels are open.
  public int count() {
    return open.size();
  }

  /// Closes the clients' connections and with them their nodes'.
  public void closeAll() {
    open.close();
  }

  private void connect(
      UpgradeGate gate,
      InetSocketAddress node,
      FullHttpRequest request,
      MonoSink<UpgradeAnswer> answer) {
    var client = gate.channel();
    var bootstrap =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(client.getClass())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(pipelineOf(new NodeHandshake(gate, request, open, answer)));
    KeepAlive.on(bootstrap, client);
    var connecting = bootstrap.connect(node);
    answer.onCancel(() -> connecting.channel().close());
    connecting.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            answer.error(connected.cause());
          }
        });
  }

  private static ChannelInitializer<Channel> pipelineOf(NodeHandshake handshake) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new HttpClientCodec(), handshake);
      }
    };
  }

  private static FullHttpRequest request(String target, HttpHeaders headers) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, target, Unpooled.EMPTY_BUFFER);
    headers.forEach((name, values) -> request.headers().set(name, values));
    return request;
  }

  private static @Nullable UpgradeGate gate(ServerHttpRequest client) {
    HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(client);
    return UpgradeGate.of(request);
  }
}
