package io.parley.chat.log.mongo;

import io.parley.common.frame.Reaction;
import io.parley.common.id.UserId;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.bson.BsonWriter;

/// Who put which emoji on a message, emojis and users in the order they came.
record ReactionList(Map<String, Set<UserId>> users) {

  static final ReactionList NONE = new ReactionList(Map.of());

  private static final int SHOWN_USERS = 20;
  private static final String LIST = "reactions";
  private static final String EMOJI = "emoji";
  private static final String USERS = "users";

  /// The same when nothing changes.
  ReactionList with(UserId user, String emoji, boolean on) {
    Map<String, Set<UserId>> changed = new LinkedHashMap<>(users);
    Set<UserId> of = new LinkedHashSet<>(changed.getOrDefault(emoji, Set.of()));
    if (on) {
      of.add(user);
    } else {
      of.remove(user);
    }
    if (of.isEmpty()) {
      changed.remove(emoji);
    } else {
      changed.put(emoji, of);
    }
    return new ReactionList(changed);
  }

  List<Reaction> summary() {
    return users.entrySet().stream()
        .map(
            entry ->
                new Reaction(
                    entry.getKey(),
                    entry.getValue().size(),
                    entry.getValue().stream().limit(SHOWN_USERS).toList()))
        .toList();
  }

  byte[] encode() {
    return Bodies.document(
        out -> {
          out.writeStartArray(LIST);
          users.forEach((emoji, of) -> write(out, emoji, of));
          out.writeEndArray();
        });
  }

  static ReactionList decode(byte[] bytes) {
    Map<String, Set<UserId>> users = new LinkedHashMap<>();
    try (var in = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
      in.readStartDocument();
      in.readName(LIST);
      in.readStartArray();
      while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
        in.readStartDocument();
        users.put(in.readString(EMOJI), readUsers(in));
        in.readEndDocument();
      }
    }
    return new ReactionList(users);
  }

  private static void write(BsonWriter out, String emoji, Set<UserId> of) {
    out.writeStartDocument();
    out.writeString(EMOJI, emoji);
    Bodies.users(out, USERS, of);
    out.writeEndDocument();
  }

  private static Set<UserId> readUsers(BsonBinaryReader in) {
    Set<UserId> users = new LinkedHashSet<>();
    in.readName(USERS);
    in.readStartArray();
    while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
      users.add(new UserId(in.readString()));
    }
    in.readEndArray();
    return users;
  }
}
