package io.parley.chat.log.mongo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a driver and the store and loses what a test tells it to lose. Knows inserts of
/// events by the bytes of the command.
final class LossyProxy implements AutoCloseable {

  /// What happens to the next inserts of events.
  enum Loss {
    /// The store never gets it, and the connection breaks.
    REQUEST,
    /// The store does it, and the connection breaks instead of its answer.
    REPLY,
    /// The store does it, and its answer and everything after it never come.
    REPLY_FOR_EVER
  }

  private final ServerSocket listening;
  private final InetSocketAddress store;
  private final String database;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile Loss loss = Loss.REPLY;
  private volatile boolean away;

  LossyProxy(String storeUri) throws IOException {
    URI uri = URI.create(storeUri);
    this.store = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.database = uri.getPath();
    this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String uri() {
    return "mongodb://127.0.0.1:" + listening.getLocalPort() + database;
  }

  void lose(Loss what, int inserts) {
    loss = what;
    losses.set(inserts);
  }

  /// How many inserts of events lost something.
  int lost() {
    return lost.get();
  }

  /// Breaks every connection and refuses new ones, until called with false.
  void away(boolean yes) {
    away = yes;
    if (yes) {
      cutAll();
    }
  }

  void cutAll() {
    open.forEach(LossyProxy::close);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cutAll();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        connect(listening.accept());
      } catch (IOException _) {
        // Closed, or a connection that came to nothing
      }
    }
  }

  private void connect(Socket driver) throws IOException {
    if (away) {
      driver.close();
      return;
    }
    var server = new Socket();
    open.add(driver);
    open.add(server);
    server.connect(store);
    var connection = new Connection(driver, server);
    Thread.ofVirtual().start(connection::requests);
    Thread.ofVirtual().start(connection::replies);
  }

  private boolean isEventInsert(byte[] bytes, int length) {
    String text = new String(bytes, 0, Math.min(length, 200), ISO_8859_1);
    return text.contains("insert") && text.contains(Fields.EVENTS);
  }

  private static void close(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException _) {
      // It is gone either way
    }
  }

  private final class Connection {
    private final Socket driver;
    private final Socket server;
    private volatile boolean breakAtReply;
    private volatile boolean silent;

    Connection(Socket driver, Socket server) {
      this.driver = driver;
      this.server = server;
    }

    void requests() {
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = driver.getInputStream()) {
        OutputStream out = server.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (isEventInsert(buffer, read)
              && losses.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            lost.incrementAndGet();
            if (loss == Loss.REQUEST) {
              end();
              return;
            }
            silent = loss == Loss.REPLY_FOR_EVER;
            breakAtReply = loss == Loss.REPLY;
          }
          out.write(Arrays.copyOf(buffer, read));
        }
      } catch (IOException _) {
        // The end of a connection is what this class is for
      }
      end();
    }

    void replies() {
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = server.getInputStream()) {
        OutputStream out = driver.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (breakAtReply) {
            break;
          }
          if (!silent) {
            out.write(buffer, 0, read);
          }
        }
      } catch (IOException _) {
        // As above
      }
      end();
    }

    private void end() {
      LossyProxy.close(driver);
      LossyProxy.close(server);
      open.remove(driver);
      open.remove(server);
    }
  }
}
