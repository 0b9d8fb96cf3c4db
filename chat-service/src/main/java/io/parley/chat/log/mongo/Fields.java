package io.parley.chat.log.mongo;

/// The names in the documents of `chat_events` and `chat_heads`.
final class Fields {

  static final String EVENTS = "chat_events";
  static final String HEADS = "chat_heads";

  static final String ID = "_id";
  static final String CONVERSATION = "conversation";
  static final String KEY = "key";
  static final String TYPE = "type";
  static final String BY = "by";
  static final String AT = "at";

  /// How many messages the log holds up to and with this event; in a head, up to the head.
  static final String MESSAGES = "messages";

  /// The same of joins, missing while there are none.
  static final String JOINS = "joins";

  /// The same of leaves, missing while there are none.
  static final String LEAVES = "leaves";

  /// HMAC of what was first sent; never changed.
  static final String FINGERPRINT = "fingerprint";

  /// Sealed; gone when a later revision replaced it or the message was deleted.
  static final String BODY = "body";

  /// The sequence of the message that an edit, deletion or reaction is about.
  static final String TARGET = "target";

  /// A message's latest edit or its deletion: `{n, at, body}` or `{n, at, deleted}`. `n`, the
  /// sequence of that event, comes first, so that `$max` keeps the latest.
  static final String PRESENT = "present";

  /// A message's reactions: `{n, body}`, ordered like [#PRESENT].
  static final String REACTIONS = "reactions";

  /// The sequences of a message's edits, whose bodies go when it is deleted.
  static final String EDITS = "edits";

  static final String N = "n";
  static final String DELETED = "deleted";

  static final String EPOCH = "epoch";
  static final String FIRST = "first";
  static final String HEAD = "head";

  /// When the head was raised last, by the store's clock.
  static final String MOVED_AT = "movedAt";

  private Fields() {}
}
