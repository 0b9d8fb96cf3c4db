package io.parley.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands before one service and counts how often something is asked for there, whoever asks.
final class CountingProxy implements AutoCloseable {

  private final URI behind;
  private final byte[] counted;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();

  /// @param counted the beginning of the requests that count, such as `GET /health`
  CountingProxy(URI behind, String counted) {
    this.behind = behind;
    this.counted = counted.getBytes(StandardCharsets.US_ASCII);
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  int count() {
    return count.get();
  }

  @Override
  public void close() {
    end(listener);
    open.forEach(CountingProxy::end);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        Thread.startVirtualThread(() -> join(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void join(Socket client) {
    try (client;
        var service = new Socket(behind.getHost(), behind.getPort())) {
      open.add(client);
      var back = Thread.startVirtualThread(() -> pass(service, client, new AtomicInteger(-1)));
      pass(client, service, new AtomicInteger());
      back.join();
    } catch (IOException serviceIsAway) {
      end(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /// Until one side ends; then both do.
  ///
  /// @param matched how much of what counts was just seen; less than nothing where none is looked
  ///   for
  private void pass(Socket from, Socket to, AtomicInteger matched) {
    try {
      pass(from.getInputStream(), to.getOutputStream(), matched);
    } catch (IOException broken) {
      // The other side learns of it by the end of its own connection
    } finally {
      end(from);
      end(to);
    }
  }

  private void pass(InputStream in, OutputStream out, AtomicInteger matched) throws IOException {
    var buffer = new byte[8_192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      for (int i = 0; i < read && matched.get() >= 0; i++) {
        look(buffer[i], matched);
      }
      out.write(buffer, 0, read);
    }
  }

  private void look(byte next, AtomicInteger matched) {
    int here = next == counted[matched.get()] ? matched.get() + 1 : next == counted[0] ? 1 : 0;
    matched.set(here % counted.length);
    if (here == counted.length) {
      count.incrementAndGet();
    }
  }

  private static void end(AutoCloseable connection) {
    try {
      connection.close();
    } catch (Exception alreadyGone) {
      throw new IllegalStateException(alreadyGone);
    }
  }
}
