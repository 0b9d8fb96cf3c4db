package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

/// A client from which nothing comes, not even a pong, is closed with 4004; one that only answers
/// the pings stays. `protocol.md` names 25 s and 60 s, here they are shorter.
class SilentSocketIT {

  @Test
  void silentWhenItAnswersNoPingThenClosedAndTheOthersStay() {
    try (var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("parley.chat.socket.heartbeat", "1s");
      settings.put("parley.chat.socket.silence", "3s");
      var ann = auth.user("ann");
      try (var node = ChatNode.start(settings);
          var silent = deaf(node, auth.token(ann));
          var quiet = TestSocket.open(node, auth.token(auth.user("ben")))) {
        silent.await("welcome");
        assertThat(quiet.await("welcome").get("heartbeatSeconds").intValue()).isOne();
        assertThat(silent.closeCode()).isEqualTo(4004);
        assertThat(quiet.settle().isOpen()).isTrue();
      }
    }
  }

  /// A client that takes pings for frames like any other.
  private static TestSocket deaf(ChatNode node, String token) {
    var client =
        HttpClient.create().headers(headers -> headers.add("Authorization", "Bearer " + token));
    return TestSocket.open(
        client,
        "ws://127.0.0.1:" + node.port() + "/ws",
        WebsocketClientSpec.builder().handlePing(true));
  }
}
