package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.id.LoginId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/// Tokens of an issuer that the operator trusts, on a chat node's routes and on its sockets.
class ForeignTokenIT {

  @Test
  void tokenWhenOfATrustedIssuerThenAsOnesOwnAndRenewedByOneOfTheSameSession() {
    try (var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("PARLEY_OIDC_PROVIDERS", "pool");
      var user = auth.user("ann");
      var login = new LoginId("l-of-a-session");
      var soon = Instant.now().plusSeconds(120).truncatedTo(ChronoUnit.SECONDS);
      var first = auth.foreignToken(auth.token(user, login, soon));
      var next = auth.foreignToken(auth.token(user, login, soon.plusSeconds(600)));
      var others = auth.foreignToken(auth.token(auth.user("bob")));
      try (var node = ChatNode.start(settings);
          var socket = TestSocket.open(node, first)) {
        RestClient.of(node, first).get("/api/conversations").isStatus(200);
        assertThat(socket.await("welcome").get("user").stringValue()).isEqualTo(user.value());

        socket.say("{'type':'auth','ref':'a','token':'%s'}", next);

        var end = Instant.parse(socket.await("welcome").get("expiresAt").stringValue());
        assertThat(end).isEqualTo(soon.plusSeconds(600));
        socket.say("{'type':'auth','ref':'b','token':'%s'}", others);
        var refused = socket.await("problem");
        assertThat(refused.get("problem").stringValue()).isEqualTo("unauthenticated");
      }
    }
  }

  @Test
  void tokenWhenNotTrustedThenRefused() {
    try (var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("PARLEY_OIDC_PROVIDERS", "pool");
      var known = auth.foreignToken(auth.token(auth.user("ann")));
      try (var node = ChatNode.start(settings)) {
        RestClient.of(node, known + "x")
            .get("/api/conversations")
            .isProblem(401, "unauthenticated");
        auth.setAway(true);
        RestClient.of(node, known).get("/api/conversations").isProblem(503, "try-again");
      }
    }
  }
}
