package io.parley.systemtests;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/// Tells which chat node holds a user's session, by what the nodes tell presence-service.
final class Nodes {

  private static final List<String> CHAT = List.of("chat-1", "chat-2");

  private final Platform platform;

  Nodes(Platform platform) {
    this.platform = platform;
  }

  /// The node of a user's only session.
  String of(String username) {
    var id = userId(username);
    return Awaitility.await(username + " has a session")
        .atMost(java.time.Duration.ofSeconds(20))
        .until(() -> find(id), node -> !node.isEmpty());
  }

  /// Reloads the second page until both people are on different nodes.
  void moveUntilApart(Page first, String firstName, Page second, String secondName) {
    Awaitility.await("two people on two nodes")
        .atMost(java.time.Duration.ofSeconds(60))
        .until(
            () -> {
              if (!of(firstName).equals(of(secondName))) {
                return true;
              }
              second.reload();
              second.waitForTimeout(500);
              return false;
            });
  }

  private String find(String user) {
    for (var node : CHAT) {
      var sessions =
          new Api(platform.address(node), platform.serviceToken("presence-service"))
              .get("/internal/presence/sessions");
      Api.expect(200, sessions);
      for (var session : sessions.body().get("sessions")) {
        if (session.get("user").asString().equals(user)) {
          return node;
        }
      }
    }
    return "";
  }

  private String userId(String username) {
    var users =
        new Api(platform.gateway(), platform.serverKey())
            .post(
                "/api/server/users",
                Map.of("users", List.of(Map.of("username", username, "fullName", username))));
    Api.expect(200, users);
    return users.body().at("/users/0/id").asString();
  }
}
