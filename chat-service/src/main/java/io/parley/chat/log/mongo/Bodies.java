package io.parley.chat.log.mongo;

import io.parley.chat.log.EventDraft;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What an event says, as bytes before they are sealed: a BSON document whose fields may grow.
/// Unknown fields are passed over.
final class Bodies {

  private static final int USUAL_BYTES = 256;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Bodies() {}

  /// Empty for events that say nothing beyond their type and target.
  static byte[] encode(EventDraft draft) {
    return switch (draft) {
      case EventDraft.MessageSent sent -> content(sent.content());
      case EventDraft.MessageEdited edit -> edited(edit);
      case EventDraft.MessageDeleted _ -> new byte[0];
      case EventDraft.Reacted reacted ->
          document(
              out -> {
                out.writeString("emoji", reacted.emoji());
                out.writeBoolean("on", reacted.on());
              });
      case EventDraft.MemberJoined joined -> member(joined.user(), "role", joined.role());
      case EventDraft.MemberChanged changed -> member(changed.user(), "role", changed.role());
      case EventDraft.MemberLeft left -> member(left.user(), "reason", left.reason());
      case EventDraft.ConversationChanged changed ->
          document(out -> out.writeString("changes", changed.changes()));
      case EventDraft.Noop _ -> new byte[0];
    };
  }

  /// The same for content that means the same: JSON in it has its fields sorted and no white space.
  static byte[] canonical(EventDraft draft, byte[] encoded) {
    if (draft instanceof EventDraft.MessageSent sent && holdsJson(sent.content())) {
      var content = sent.content();
      String custom = content.custom();
      return content(
          new MessageContent(
              content.text(),
              content.replyTo(),
              sorted(content.attachments()),
              content.mentions(),
              custom == null ? null : sorted(custom)));
    }
    return encoded;
  }

  static byte[] content(MessageContent content) {
    return document(
        out -> {
          out.writeString("text", content.text());
          var replyTo = content.replyTo();
          if (replyTo != null) {
            out.writeString("replyTo", replyTo.value());
          }
          if (!content.attachments().equals(MessageContent.NO_ATTACHMENTS)) {
            out.writeString("attachments", content.attachments());
          }
          users(out, "mentions", content.mentions());
          var custom = content.custom();
          if (custom != null) {
            out.writeString("custom", custom);
          }
        });
  }

  static MessageContent content(byte[] bytes) {
    var fields = Values.read(bytes);
    String replyTo = fields.text("replyTo");
    String attachments = fields.text("attachments");
    return new MessageContent(
        fields.required("text"),
        replyTo == null ? null : MessageId.parse(replyTo),
        attachments == null ? MessageContent.NO_ATTACHMENTS : attachments,
        fields.users("mentions"),
        fields.text("custom"));
  }

  /// What [#encode] made of an event about another one, a member or the conversation.
  static EventDraft decode(String type, byte[] bytes, @Nullable MessageId target) {
    var fields = Values.read(bytes);
    return switch (type) {
      case Types.EDITED ->
          new EventDraft.MessageEdited(
              about(target), fields.required("text"), fields.users("mentions"));
      case Types.REACTION ->
          new EventDraft.Reacted(about(target), fields.required("emoji"), fields.on());
      case Types.DELETED -> new EventDraft.MessageDeleted(about(target));
      case Types.JOINED -> new EventDraft.MemberJoined(fields.user(), fields.required("role"));
      case Types.CHANGED -> new EventDraft.MemberChanged(fields.user(), fields.required("role"));
      case Types.LEFT -> new EventDraft.MemberLeft(fields.user(), fields.required("reason"));
      case Types.CONVERSATION -> new EventDraft.ConversationChanged(fields.required("changes"));
      case Types.NOOP -> new EventDraft.Noop();
      default -> throw new IllegalStateException("type of event: " + type);
    };
  }

  static ClientMessageId clientMessageId(String key) {
    return new ClientMessageId(key.substring(key.indexOf(':') + 1));
  }

  static byte[] document(Consumer<BsonWriter> fields) {
    return document(USUAL_BYTES, fields);
  }

  /// @param usualBytes that it is no longer than, mostly
  static byte[] document(int usualBytes, Consumer<BsonWriter> fields) {
    try (var buffer = new BasicOutputBuffer(usualBytes);
        var out = new BsonBinaryWriter(buffer)) {
      out.writeStartDocument();
      fields.accept(out);
      out.writeEndDocument();
      return Arrays.copyOf(buffer.getInternalBuffer(), buffer.getPosition());
    }
  }

  static void users(BsonWriter out, String name, Collection<UserId> users) {
    if (!users.isEmpty()) {
      out.writeStartArray(name);
      users.forEach(user -> out.writeString(user.value()));
      out.writeEndArray();
    }
  }

  private static byte[] edited(EventDraft.MessageEdited edit) {
    return document(
        out -> {
          out.writeString("text", edit.text());
          users(out, "mentions", edit.mentions());
        });
  }

  private static byte[] member(UserId user, String name, String value) {
    return document(
        out -> {
          out.writeString("user", user.value());
          out.writeString(name, value);
        });
  }

  private static MessageId about(@Nullable MessageId target) {
    if (target == null) {
      throw new IllegalStateException("an event about a message has no target");
    }
    return target;
  }

  private static boolean holdsJson(MessageContent content) {
    return content.custom() != null || !content.attachments().equals(MessageContent.NO_ATTACHMENTS);
  }

  private static String sorted(String json) {
    try {
      return sorted(JSON.readTree(json)).toString();
    } catch (JacksonException _) {
      // What is not JSON was refused before; compared as it came it is still compared
      return json;
    }
  }

  private static JsonNode sorted(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var fields = new TreeMap<String, JsonNode>();
        object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        yield new ObjectNode(JsonNodeFactory.instance, fields);
      }
      case ArrayNode array -> {
        var items = new ArrayList<JsonNode>();
        array.forEach(item -> items.add(sorted(item)));
        yield new ArrayNode(JsonNodeFactory.instance, items);
      }
      default -> node;
    };
  }

  /// Fields of a body by name.
  private record Values(Map<String, Object> fields) {

    static Values read(byte[] bytes) {
      var fields = new HashMap<String, Object>();
      if (bytes.length == 0) {
        return new Values(fields);
      }
      try (var in = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
        in.readStartDocument();
        while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
          read(in, in.readName(), fields);
        }
      }
      return new Values(fields);
    }

    private static void read(BsonReader in, String name, Map<String, Object> fields) {
      switch (in.getCurrentBsonType()) {
        case STRING -> fields.put(name, in.readString());
        case BOOLEAN -> fields.put(name, in.readBoolean());
        case ARRAY -> fields.put(name, strings(in));
        default -> in.skipValue();
      }
    }

    private static List<String> strings(BsonReader in) {
      var items = new ArrayList<String>();
      in.readStartArray();
      while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
        items.add(in.readString());
      }
      in.readEndArray();
      return items;
    }

    @Nullable String text(String name) {
      return (String) fields.get(name);
    }

    String required(String name) {
      String value = text(name);
      if (value == null) {
        throw new IllegalStateException("the body of an event has no field " + name);
      }
      return value;
    }

    boolean on() {
      return Boolean.TRUE.equals(fields.get("on"));
    }

    UserId user() {
      return new UserId(required("user"));
    }

    @SuppressWarnings("unchecked")
    List<UserId> users(String name) {
      var items = (List<String>) fields.getOrDefault(name, List.of());
      return items.stream().map(UserId::new).toList();
    }
  }
}
