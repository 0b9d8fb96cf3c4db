package io.parley.chat.delivery;

/// How high that stands which only rises, a member's marks: a frame that is lower than another of
/// its key in either of them is older.
public record Height(long delivered, long read) {

  /// Of everything else.
  static final Height NONE = new Height(0, 0);

  boolean isBelow(Height other) {
    return delivered < other.delivered || read < other.read;
  }
}
