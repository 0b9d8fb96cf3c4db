package io.parley.chat;

import io.parley.chat.delivery.Announcer;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Writes down what was announced instead of telling any session.
public final class RecordingAnnouncer implements Announcer {

  public sealed interface Announced {}

  public record ToConversation(
      ConversationId conversation,
      ServerFrame.Control frame,
      @Nullable UserId exceptUser,
      @Nullable SessionId exceptSession)
      implements Announced {}

  public record ToUser(UserId user, ServerFrame.Control frame, @Nullable SessionId except)
      implements Announced {}

  public record Joined(ConversationId conversation, UserId user, long sequence)
      implements Announced {}

  private final List<Announced> all = new CopyOnWriteArrayList<>();

  public List<Announced> all() {
    return all;
  }

  public <T extends Announced> List<T> all(Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void toConversation(
      ConversationId conversation,
      ServerFrame.Control frame,
      @Nullable UserId exceptUser,
      @Nullable SessionId exceptSession) {
    all.add(new ToConversation(conversation, frame, exceptUser, exceptSession));
  }

  @Override
  public void toUser(UserId user, ServerFrame.Control frame, @Nullable SessionId except) {
    all.add(new ToUser(user, frame, except));
  }

  @Override
  public void joined(ConversationId conversation, UserId user, long sequence) {
    all.add(new Joined(conversation, user, sequence));
  }
}
