package io.parley.chat;

import io.parley.chat.delivery.Announcer;
import io.parley.common.id.UserId;

/// One chat node for all tests of this JVM that change nothing of it: features over real HTTP, on real stores, with an
/// announcer that writes down. Users and conversations are each test's own.
public final class SharedNode {

  private static final FakeAuth AUTH = FakeAuth.start();
  private static final RecordingAnnouncer ANNOUNCED = new RecordingAnnouncer();
  private static final ChatNode NODE =
      ChatNode.start(
          ChatNode.settings(AUTH), Announcer.class, ANNOUNCED);

  private SharedNode() {}

  /// A user with a client of theirs.
  public record Person(UserId id, RestClient rest) {

    @Override
    public String toString() {
      return id.value();
    }
  }

  public static Person person(String name) {
    var user = AUTH.user(name);
    return new Person(user, RestClient.of(NODE, AUTH.token(user)));
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
