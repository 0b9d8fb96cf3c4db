package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A login that ends is over on every service and every open socket: within 5 s, and within 60 s
/// when the bus, by which the word spreads, is cut, or all of Redis is gone.
class RevocationIT {

  private static final Duration QUICK = Duration.ofSeconds(5);
  private static final Duration WITHOUT_BUS = Duration.ofSeconds(60);

  @Test
  void logoutThenEveryServiceAndSocketKnowsWithinFiveSecondsAndWithoutBusWithinSixty() {
    try (var platform = Platform.cluster(2, Platform.WITHOUT_LIMITS)) {
      var server = new Api(platform.gateway(), platform.serverKey());
      revoked(platform, server.identity("ann"), QUICK, () -> {});
      revoked(platform, server.identity("bea"), QUICK, () -> {});
      revoked(platform, server.identity("dan"), WITHOUT_BUS, () -> cutBus(platform));
      revoked(platform, server.identity("cid"), WITHOUT_BUS, () -> platform.kill("redis-1"));
    }
  }

  /// Redis goes on in all but this: nobody may publish or subscribe, and whoever did is thrown out.
  private static void cutBus(Platform platform) {
    assertThat(platform.redis("ACL SETUSER default resetchannels")).isEqualTo("+OK");
    assertThat(platform.redis("PUBLISH any word")).startsWith("-NOPERM");
    assertThat(platform.redis("SET any value")).isEqualTo("+OK");
  }

  /// Ends the login of somebody who has a socket on each node and one through the gateway.
  ///
  /// @param before what happens right before
  private static void revoked(
      Platform platform, Api.Identity who, Duration within, Runnable before) {
    var nodes = List.of(platform.address("chat-1"), platform.address("chat-2"), platform.gateway());
    var sockets = nodes.stream().map(node -> ChatSocket.open(node, who.token())).toList();
    sockets.forEach(socket -> socket.await("welcome"));
    assertThat(accepting(platform, who)).hasSize(5);
    before.run();
    var begun = System.nanoTime();

    Api.expect(204, new Api(platform.gateway(), who.token()).post("/api/auth/logout", Map.of()));

    for (var socket : sockets) {
      var left = within.minusNanos(System.nanoTime() - begun).toMillis();
      var closed = socket.closed().orTimeout(Math.max(1, left), TimeUnit.MILLISECONDS).join();
      assertThat(closed.code()).isEqualTo(4503);
    }
    Awaitility.await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> accepting(platform, who).isEmpty());
    var took = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf("a logout was known everywhere after %d ms%n", took.toMillis());
    assertThat(took).isLessThan(within);
  }

  /// The places that still take the token.
  private static List<URI> accepting(Platform platform, Api.Identity who) {
    return Map.of(
            platform.gateway(), "/api/users",
            platform.address("auth-1"), "/api/auth/check",
            platform.address("chat-1"), "/api/conversations",
            platform.address("chat-2"), "/api/conversations",
            platform.address("presence-1"), "/api/presence?users=" + who.id())
        .entrySet()
        .stream()
        .filter(place -> new Api(place.getKey(), who.token()).get(place.getValue()).status() != 401)
        .map(Map.Entry::getKey)
        .toList();
  }
}
