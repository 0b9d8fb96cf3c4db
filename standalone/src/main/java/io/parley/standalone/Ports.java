package io.parley.standalone;

import io.parley.embedded.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/// The ports of the services: the gateway's is wished for, the others take free ones.
record Ports(int gateway, int auth, int chat, int presence) {

  /// @param wished 0 for any free one
  /// @throws StartFailure when the wished one is taken
  static Ports choose(int wished) {
    try {
      List<Integer> free = FreePorts.several(4, wished);
      int gateway = wished == 0 ? free.getLast() : wished;
      requireFree(gateway);
      return new Ports(gateway, free.get(0), free.get(1), free.get(2));
    } catch (IOException e) {
      throw new StartFailure("no free ports on this machine", e);
    }
  }

  private static void requireFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new StartFailure("port %d is taken (choose another with --port)".formatted(port), e);
    }
  }
}
