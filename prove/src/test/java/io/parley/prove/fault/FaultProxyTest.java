package io.parley.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each fault of a hop does what it says.
class FaultProxyTest {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int SILENCE_MILLIS = 300;

  private EchoServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer();
    proxy = new FaultProxy(Framing.BYTES, server.address(), () -> Filter.NONE, new Random(1));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void passWhenTheWeatherIsFairThenEveryByteComesBack() throws IOException {
    try (var client = connect()) {
      var sent = new byte[1 << 16];
      new Random(2).nextBytes(sent);
      Thread.startVirtualThread(() -> write(client, sent));

      assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    }
  }

  @Test
  void delayThenBothWaysTakeLongerAndKeepTheirOrder() throws IOException {
    proxy.delay(Duration.ofMillis(100), Duration.ofMillis(100));
    try (var client = connect()) {
      long begun = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        client.getOutputStream().write(i);
      }

      for (int i = 0; i < 50; i++) {
        assertThat(client.getInputStream().read()).isEqualTo(i);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(200));
    }
  }

  @Test
  void closeWhenSomethingIsDelayedThenItStillComes() throws IOException {
    proxy.delay(Duration.ofMillis(200), Duration.ZERO);
    try (var client = connect()) {
      client.getOutputStream().write(new byte[3]);
    }

    Awaitility.await().until(() -> server.heard() == 3);
  }

  @Test
  void cutByFinThenBothSidesSeeAnEnd() throws Exception {
    try (var client = connected()) {
      proxy.cutAll(Cut.FIN);

      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(end()).isEqualTo(EchoServer.End.FIN);
    }
  }

  @Test
  void cutByResetThenBothSidesSeeAReset() throws Exception {
    try (var client = connected()) {
      proxy.cutAll(Cut.RST);

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(end()).isEqualTo(EchoServer.End.RST);
    }
  }

  @Test
  void cutSomeThenTheOthersStay() throws IOException {
    try (var one = connected();
        var two = connected()) {
      proxy.cutSome(1, Cut.RST);

      Awaitility.await().until(() -> proxy.open() == 1);
      assertThat(isAlive(one) ^ isAlive(two)).as("one of them is alive").isTrue();
    }
  }

  @Test
  void resetByTheClientThenTheServerSeesAReset() throws Exception {
    var client = connected();
    client.setSoLinger(true, 0);
    client.close();

    assertThat(end()).isEqualTo(EchoServer.End.RST);
  }

  @Test
  void darkThenNothingPassesForEverAndNobodyIsTold() throws Exception {
    try (var client = connected()) {
      proxy.dark(true);
      assertSilent(client);
      try (var meanwhile = connect()) {
        assertSilent(meanwhile);
      }
      proxy.dark(false);

      assertSilent(client);
      client.close();
      assertThat(server.ends().poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isNull();
      try (var later = connect()) {
        assertThat(isAlive(later)).isTrue();
      }
    }
  }

  @Test
  void darkenSomeThenNewConnectionsPass() throws IOException {
    try (var client = connected()) {
      proxy.darkenSome(1);

      assertSilent(client);
      try (var later = connect()) {
        assertThat(isAlive(later)).isTrue();
      }
    }
  }

  @Test
  void awayThenConnectionsBreakAndNewOnesAreRefusedUntilItIsBack() throws IOException {
    try (var client = connected()) {
      proxy.away(true);

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(
              () -> {
                try (var refused = connect()) {
                  refused.getOutputStream().write(1);
                  if (refused.getInputStream().read() < 0) {
                    throw new SocketException("closed");
                  }
                }
              })
          .isInstanceOf(SocketException.class);
      proxy.away(false);
      try (var back = connect()) {
        assertThat(isAlive(back)).isTrue();
      }
    }
  }

  /// On a port that is held and does not listen: one that is free somebody else may take.
  @Test
  void connectWhenTheServerIsGoneThenTheClientSeesAnEnd() throws IOException {
    try (var gone = new Socket()) {
      gone.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var address = (InetSocketAddress) gone.getLocalSocketAddress();
      try (var lonely = new FaultProxy(Framing.BYTES, address, () -> Filter.NONE, new Random(1));
          var client = connect(lonely)) {
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  private EchoServer.End end() throws InterruptedException {
    return server.ends().poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Socket connect() throws IOException {
    return connect(proxy);
  }

  private static Socket connect(FaultProxy proxy) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /// One whose both halves stand.
  private Socket connected() throws IOException {
    var socket = connect();
    assertThat(isAlive(socket)).isTrue();
    return socket;
  }

  private static boolean isAlive(Socket socket) {
    try {
      socket.getOutputStream().write(1);
      return socket.getInputStream().read() == 1;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    socket.getOutputStream().write(1);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  private static void write(Socket client, byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
