package io.parley.chat.message;

import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the routes of messages are given. Each method throws a [ProblemException] `invalid` that
/// names every field that does not fit.
final class MessageBodies {

  private MessageBodies() {}

  /// A message as it is to be sent.
  record Wish(ClientMessageId id, MessageContent content) {}

  record Send(
      @Nullable ClientMessageId clientMessageId,
      @Nullable String text,
      @Nullable MessageId replyTo,
      @Nullable JsonNode attachments,
      @Nullable List<@Nullable UserId> mentions,
      @Nullable JsonNode custom) {

    Wish checked() {
      var errors = new ArrayList<FieldError>();
      if (clientMessageId == null) {
        errors.add(
            new FieldError("clientMessageId", "missing (expected: 1 to 64 of [A-Za-z0-9_-])"));
      }
      if (text == null) {
        errors.add(noText());
      }
      var files = attachments == null || attachments.isNull() ? null : attachments;
      if (files != null && !files.isArray()) {
        errors.add(new FieldError("attachments", "expected: an array"));
      }
      var extra = custom == null || custom.isNull() ? null : custom;
      if (extra != null && !extra.isObject()) {
        errors.add(new FieldError("custom", "expected: an object"));
      }
      var users = users(mentions, errors);
      if (clientMessageId == null || text == null || !errors.isEmpty()) {
        throw ProblemException.invalid(errors);
      }
      return new Wish(
          clientMessageId,
          new MessageContent(
              text,
              replyTo,
              files == null ? MessageContent.NO_ATTACHMENTS : files.toString(),
              users,
              extra == null ? null : extra.toString()));
    }
  }

  /// A text as it is to be from now on.
  ///
  /// @param mentions null leaves them
  record Change(String text, @Nullable List<UserId> mentions) {}

  record Edit(@Nullable String text, @Nullable List<@Nullable UserId> mentions) {

    Change checked() {
      var errors = new ArrayList<FieldError>();
      var users = mentions == null ? null : users(mentions, errors);
      if (text == null) {
        errors.add(noText());
      }
      if (text == null || !errors.isEmpty()) {
        throw ProblemException.invalid(errors);
      }
      return new Change(text, users);
    }
  }

  private static List<UserId> users(
      @Nullable List<@Nullable UserId> given, List<FieldError> errors) {
    var users = new ArrayList<UserId>();
    if (given != null) {
      for (var user : given) {
        if (user == null) {
          errors.add(new FieldError("mentions", "null (expected: user ids)"));
          return users;
        }
        users.add(user);
      }
    }
    return users;
  }

  private static FieldError noText() {
    return new FieldError("text", "missing (expected: a string)");
  }
}
