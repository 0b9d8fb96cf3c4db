package io.parley.chat.socket;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;

/// The time within which a request has to be whole is not the life of a socket, however fast it was
/// let in: without a limit of sockets nothing is asked of Redis before.
class LongSocketIT {

  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(1);

  @Test
  void openWhenLongerThanARequestMayTakeThenTheSocketStays() {
    try (var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("PARLEY_LIMIT_SOCKETS", "0");
      NettyServerCustomizer soon = server -> server.requestTimeout(WHOLE_WITHIN);
      try (var node = ChatNode.start(settings, NettyServerCustomizer.class, soon);
          var socket = TestSocket.open(node, auth.token(auth.user("ann")))) {
        socket.await("welcome");
        Awaitility.await()
            .during(WHOLE_WITHIN.multipliedBy(3))
            .atMost(TestSocket.PATIENCE)
            .until(socket::isOpen);
      }
    }
  }
}
