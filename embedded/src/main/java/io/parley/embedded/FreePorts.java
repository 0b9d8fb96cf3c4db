package io.parley.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Free ports on loopback for servers that may be stopped and started again on the same one.
///
/// They lie below the range that systems hand out to outgoing connections: while such a server is
/// down, a client's socket could otherwise take its port and keep it from coming back.
public final class FreePorts {

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /// One port that is free now.
  ///
  /// @throws IOException when none is found
  public static int one() throws IOException {
    return several(1).getFirst();
  }

  /// Several different ones.
  ///
  /// @throws IOException when too few are found
  public static List<Integer> several(int count) throws IOException {
    return several(count, 0);
  }

  /// Several different ones, and never the reserved one, on which somebody else will listen.
  ///
  /// @throws IOException when too few are found
  public static List<Integer> several(int count, int reserved) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int attempt = 0; held.size() < count; attempt++) {
        if (attempt == ATTEMPTS) {
          throw new IOException("no free port between %d and %d".formatted(LOWEST, HIGHEST));
        }
        int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
        if (port != reserved) {
          tryToHold(port, held);
        }
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static void tryToHold(int port, List<ServerSocket> held) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      held.add(socket);
    } catch (IOException taken) {
      socket.close();
    }
  }
}
