package io.parley.gateway.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import jdk.net.ExtendedSocketOptions;

/// TCP's own probing of a silent peer: heartbeats go from end to end, so only this notices a node
/// whose machine is gone without a word. A minute of no answer ends the connection.
final class KeepAlive {

  private static final int IDLE_SECONDS = 30;
  private static final int INTERVAL_SECONDS = 10;
  private static final int PROBES = 3;

  private KeepAlive() {}

  static void on(Bootstrap connection, Channel likeThis) {
    connection.option(ChannelOption.SO_KEEPALIVE, true);
    if (likeThis instanceof EpollSocketChannel) {
      connection
          .option(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
          .option(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
          .option(EpollChannelOption.TCP_KEEPCNT, PROBES);
    } else if (likeThis instanceof NioSocketChannel) {
      connection
          .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS)
          .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL_SECONDS)
          .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
    }
  }
}
