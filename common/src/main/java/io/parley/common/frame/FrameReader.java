package io.parley.common.frame;

import io.parley.common.frame.FrameFields.Refused;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.OpaqueId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the typed frame out of the fields that were read.
final class FrameReader {

  private static final int WATCHED = 200;

  private FrameReader() {}

  static ClientFrame frame(FrameFields in) {
    var type = in.string("type");
    return switch (type) {
      case "send" -> send(in);
      case "edit" -> edit(in);
      case "delete" -> new ClientFrame.Delete(in.ref(), conversation(in), message(in));
      case "react" ->
          new ClientFrame.React(
              in.ref(), conversation(in), message(in), in.string("emoji"), in.flag("on"));
      case "mark" -> mark(in);
      case "typing" -> new ClientFrame.Typing(in.ref(), conversation(in), in.flag("on"));
      case "watch" -> watch(in);
      case "presence" -> presence(in);
      case "resume" ->
          new ClientFrame.Resume(
              in.ref(), positions(in), in.optionalFlag("more"), in.optionalFlag("pending"));
      case "auth" -> new ClientFrame.Auth(in.ref(), in.string("token"));
      case "ping" -> new ClientFrame.Ping(in.ref());
      default -> throw Refused.invalid("type: not one that the server knows");
    };
  }

  private static ClientFrame send(FrameFields in) {
    var ref = in.ref();
    var conversation = conversation(in);
    var id = id("clientMessageId", in.string("clientMessageId"), ClientMessageId::new);
    return new ClientFrame.Send(ref, conversation, id, content(in));
  }

  private static MessageContent content(FrameFields in) {
    var text = in.string("text");
    var attachments = in.optionalRaw("attachments", '[', "an array");
    return new MessageContent(
        text,
        replyTo(in),
        attachments == null ? MessageContent.NO_ATTACHMENTS : attachments,
        Objects.requireNonNullElse(users(in, "mentions"), List.of()),
        in.optionalRaw("custom", '{', "an object"));
  }

  private static @Nullable MessageId replyTo(FrameFields in) {
    var value = in.optionalString("replyTo");
    if (value == null) {
      return null;
    }
    try {
      return MessageId.parse(value);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("replyTo: no message of this conversation");
    }
  }

  private static ClientFrame edit(FrameFields in) {
    return new ClientFrame.Edit(
        in.ref(), conversation(in), message(in), in.string("text"), users(in, "mentions"));
  }

  private static ClientFrame mark(FrameFields in) {
    var ref = in.ref();
    var delivered = in.optionalInteger("delivered");
    var read = in.optionalInteger("read");
    if (delivered == null && read == null) {
      throw Refused.invalid("delivered, read: missing (expected: at least one)");
    }
    return new ClientFrame.Mark(ref, conversation(in), delivered, read);
  }

  private static ClientFrame watch(FrameFields in) {
    var ref = in.ref();
    var users = users(in, "users");
    if (users == null) {
      throw FrameFields.missing("users");
    }
    if (users.size() > WATCHED) {
      throw Refused.invalid("users: " + users.size() + " (expected: at most " + WATCHED + ")");
    }
    return new ClientFrame.Watch(ref, users);
  }

  private static ClientFrame presence(FrameFields in) {
    var ref = in.ref();
    return switch (in.string("state")) {
      case "online" -> new ClientFrame.SetPresence(ref, false);
      case "away" -> new ClientFrame.SetPresence(ref, true);
      default -> throw Refused.invalid("state: another value (expected: online or away)");
    };
  }

  private static Map<ConversationId, Position> positions(FrameFields in) {
    var positions = new LinkedHashMap<ConversationId, Position>();
    in.positions()
        .forEach(
            (id, position) -> positions.put(id("positions", id, ConversationId::of), position));
    return positions;
  }

  private static ConversationId conversation(FrameFields in) {
    return id("conversation", in.string("conversation"), ConversationId::of);
  }

  /// Ids are opaque: one that has their form but belongs to no message is not found, rather than
  /// wrong.
  private static MessageId message(FrameFields in) {
    var value = in.string("message");
    if (!OpaqueId.isValid(value)) {
      throw misshapen("message", value);
    }
    try {
      return MessageId.parse(value);
    } catch (IllegalArgumentException e) {
      throw new Refused(ProblemType.NOT_FOUND, "There is no such thing, or not for you");
    }
  }

  private static @Nullable List<UserId> users(FrameFields in, String name) {
    var values = in.optionalStrings(name);
    return values == null
        ? null
        : values.stream().map(value -> id(name, value, UserId::new)).toList();
  }

  private static <T> T id(String name, String value, Function<String, T> form) {
    if (!OpaqueId.isValid(value)) {
      throw misshapen(name, value);
    }
    return form.apply(value);
  }

  private static Refused misshapen(String name, String value) {
    return Refused.invalid(
        name + ": " + value.length() + " characters (expected: 1 to 64 of [A-Za-z0-9_-])");
  }
}
