package io.parley.prove.fault;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Answers with what it hears, and knows how its connections end.
final class EchoServer implements AutoCloseable {

  /// How a connection ended, as its server saw it.
  enum End {
    FIN,
    RST
  }

  private final ServerSocket listening;
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
  private final AtomicLong heard = new AtomicLong();

  EchoServer() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  BlockingQueue<End> ends() {
    return ends;
  }

  /// How many bytes came.
  long heard() {
    return heard.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var socket = listening.accept();
        Thread.startVirtualThread(() -> echo(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void echo(Socket socket) {
    try (socket;
        var in = new BufferedInputStream(socket.getInputStream());
        var out = socket.getOutputStream()) {
      var bytes = new byte[8192];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        heard.addAndGet(read); // first: who went does not take an echo
        out.write(bytes, 0, read);
      }
      ends.add(End.FIN);
    } catch (IOException e) {
      ends.add(End.RST);
    }
  }
}
