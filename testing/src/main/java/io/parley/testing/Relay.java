package io.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// A way to a server on this machine that can go dark: its connections stay open and take what is
/// sent, but nothing passes any more, and nobody is told. New ones pass.
public final class Relay implements AutoCloseable {

  private final ServerSocket entrance;
  private final int port;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();

  private Relay(ServerSocket entrance, int port) {
    this.entrance = entrance;
    this.port = port;
  }

  /// @param port of the server
  public static Relay to(int port) {
    try {
      var relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      Thread.ofVirtual().start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /// From now on nothing passes on the connections that are open.
  public void darken() {
    lines.forEach(line -> line.dark.set(true));
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lines.forEach(Line::end);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        var client = entrance.accept();
        var line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), port));
        lines.add(line);
        Thread.ofVirtual().start(() -> line.pass(line.client, line.server));
        Thread.ofVirtual().start(() -> line.pass(line.server, line.client));
      } catch (IOException e) {
        // The entrance was closed, or the server refused: the client hears of it by its own
        // time-out
      }
    }
  }

  private record Line(Socket client, Socket server, AtomicBoolean dark) {

    Line(Socket client, Socket server) {
      this(client, server, new AtomicBoolean());
    }

    void pass(Socket from, Socket to) {
      var bytes = new byte[8192];
      try {
        for (int read = from.getInputStream().read(bytes);
            read >= 0;
            read = from.getInputStream().read(bytes)) {
          if (!dark.get()) {
            to.getOutputStream().write(bytes, 0, read);
          }
        }
      } catch (IOException e) {
        // As good as an end
      }
      if (!dark.get()) {
        end();
      }
    }

    void end() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
