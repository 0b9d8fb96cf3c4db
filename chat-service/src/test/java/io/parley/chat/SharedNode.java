package io.parley.chat;

import io.parley.chat.delivery.Announcer;
import io.parley.common.id.UserId;
import java.util.Map;

/// One chat node for all tests of this JVM that change nothing of it: features over real HTTP, on
/// real stores, with an announcer that writes down. Users and conversations are each test's own.
public final class SharedNode {

  private static final FakeAuth AUTH = FakeAuth.start();
  private static final RecordingAnnouncer ANNOUNCED = new RecordingAnnouncer();
  private static final Map<String, Object> SETTINGS = ChatNode.settings(AUTH);
  private static final ChatNode NODE = ChatNode.start(SETTINGS, Announcer.class, ANNOUNCED);

  private SharedNode() {}

  /// A second node on the same stores, started when it is first asked for.
  private static final class Second {
    private static final ChatNode NODE =
        ChatNode.start(SETTINGS, Announcer.class, new RecordingAnnouncer());
  }

  /// A user with a client of theirs.
  public record Person(UserId id, String token, RestClient rest) {

    /// The same person at the second node.
    public RestClient elsewhere() {
      return RestClient.of(Second.NODE, token);
    }

    @Override
    public String toString() {
      return id.value();
    }
  }

  public static Person person(String name) {
    var user = AUTH.user(name);
    var token = AUTH.token(user);
    return new Person(user, token, RestClient.of(NODE, token));
  }

  public static FakeAuth auth() {
    return AUTH;
  }

  public static ChatNode node() {
    return NODE;
  }

  public static RecordingAnnouncer announced() {
    return ANNOUNCED;
  }
}
