package io.parley.chat.message;

import io.parley.chat.ChatSettings;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/// What a message may hold. Every method throws a [ProblemException] `invalid` that names each
/// field with its value and what was expected.
@Component
class ContentRules {

  private static final int MOST_EMOJI_BYTES = 64;

  private final ChatSettings.Limits limits;

  ContentRules(ChatSettings settings) {
    this.limits = settings.limits();
  }

  void check(ConversationId conversation, MessageContent content) {
    var errors = new ArrayList<FieldError>();
    checkText(content.text(), errors);
    checkMentions(content.mentions(), errors);
    var replyTo = content.replyTo();
    if (replyTo != null && !replyTo.conversation().equals(conversation)) {
      errors.add(noMessage());
    }
    if (!content.attachments().equals(MessageContent.NO_ATTACHMENTS)) {
      errors.add(new FieldError("attachments", "not empty (expected: [] until files exist)"));
    }
    var custom = content.custom();
    if (custom != null) {
      checkCustom(custom, errors);
    }
    refuse(errors);
  }

  void checkEdit(String text, Collection<UserId> mentions) {
    var errors = new ArrayList<FieldError>();
    checkText(text, errors);
    checkMentions(mentions, errors);
    refuse(errors);
  }

  void checkEmoji(String emoji) {
    var bytes = bytes(emoji);
    if (bytes < 1 || bytes > MOST_EMOJI_BYTES) {
      throw ProblemException.invalid(
          "emoji", bytes + " bytes (expected: 1 to " + MOST_EMOJI_BYTES + ")");
    }
    if (emoji.codePoints().anyMatch(ContentRules::isNoSign)) {
      throw ProblemException.invalid("emoji", "holds blanks or control characters");
    }
  }

  static ProblemException replyToNothing() {
    return ProblemException.invalid(List.of(noMessage()));
  }

  private void checkText(String text, List<FieldError> errors) {
    var bytes = bytes(text);
    if (bytes == 0) {
      errors.add(new FieldError("text", "0 bytes (expected: at least 1)"));
    } else if (limits.textBytes() > 0 && bytes > limits.textBytes()) {
      errors.add(
          new FieldError("text", bytes + " bytes (expected: at most " + limits.textBytes() + ")"));
    } else if (!isWhole(text)) {
      errors.add(new FieldError("text", "half a surrogate pair (expected: whole characters)"));
    }
  }

  private void checkMentions(Collection<UserId> mentions, List<FieldError> errors) {
    if (limits.mentions() > 0 && mentions.size() > limits.mentions()) {
      errors.add(
          new FieldError(
              "mentions",
              mentions.size() + " users (expected: at most " + limits.mentions() + ")"));
    }
  }

  private void checkCustom(String custom, List<FieldError> errors) {
    var bytes = bytes(custom);
    if (!custom.startsWith("{")) {
      errors.add(new FieldError("custom", "expected: an object"));
    } else if (limits.customBytes() > 0 && bytes > limits.customBytes()) {
      errors.add(
          new FieldError(
              "custom", bytes + " bytes (expected: at most " + limits.customBytes() + ")"));
    } else if (!isWhole(custom)) {
      errors.add(new FieldError("custom", "half a surrogate pair (expected: whole characters)"));
    }
  }

  private static FieldError noMessage() {
    return new FieldError("replyTo", "expected: a message of this conversation");
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// A lone half is its own code point, and nothing that UTF-8 can hold.
  private static boolean isWhole(String text) {
    return text.codePoints().noneMatch(ContentRules::isHalf);
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isNoSign(int codePoint) {
    return isHalf(codePoint)
        || Character.isISOControl(codePoint)
        || Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint);
  }
}
