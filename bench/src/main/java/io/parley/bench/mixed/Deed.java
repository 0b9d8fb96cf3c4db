package io.parley.bench.mixed;

/// What people do besides sending; as results name it.
final class Deed {

  static final String TYPING = "typing";
  static final String DELIVERED = "delivered";
  static final String READ = "read";
  static final String PRESENCE = "presence";
  static final String WATCH = "watch";
  static final String RESUME = "resume";
  static final String LIST = "conversation list";
  static final String FIRST_PAGE = "first page";
  static final String PAGE_UP = "page further up";
  static final String PROFILE = "profile";

  /// A message that had come before.
  static final String TWICE = "message twice";

  /// Something that the server did not take, other than a message.
  static final String REFUSED = "refused frame";

  private Deed() {}
}
