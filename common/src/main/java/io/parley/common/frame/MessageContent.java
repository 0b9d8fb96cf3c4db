package io.parley.common.frame;

import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sender writes: compared as a whole when a client message id comes again.
///
/// @param replyTo a message of the same conversation
/// @param attachments raw JSON array of attachments; `[]` when none
/// @param custom a raw JSON object that the application gives and gets back unchanged, or null
public record MessageContent(
    String text,
    @Nullable MessageId replyTo,
    String attachments,
    List<UserId> mentions,
    @Nullable String custom) {

  public static final String NO_ATTACHMENTS = "[]";

  public MessageContent {
    mentions = List.copyOf(mentions);
  }

  public static MessageContent text(String text) {
    return new MessageContent(text, null, NO_ATTACHMENTS, List.of(), null);
  }
}
