package io.parley.bench.talk;

import io.netty.buffer.ByteBuf;

/// The mark in a message that says when it was due: fifteen digits between `_`. Fits into an id of
/// the protocol.
public final class Stamp {

  public static final long NONE = -1;

  private static final byte EDGE = '_';
  private static final int DIGITS = 15;

  private Stamp() {}

  /// @param due nanoseconds since the run began, of less than eleven days
  public static String of(long due) {
    var digits = Long.toString(due);
    return "_" + "0".repeat(DIGITS - digits.length()) + digits + "_";
  }

  /// When the first stamp in a frame was due; [#NONE] without one.
  public static long read(ByteBuf text) {
    int last = text.writerIndex() - DIGITS - 1;
    for (int at = text.readerIndex(); at < last; at++) {
      at = text.indexOf(at, last, EDGE);
      if (at < 0) {
        return NONE;
      }
      long due = digits(text, at + 1);
      if (due != NONE && text.getByte(at + DIGITS + 1) == EDGE) {
        return due;
      }
    }
    return NONE;
  }

  private static long digits(ByteBuf text, int from) {
    long value = 0;
    for (int at = from; at < from + DIGITS; at++) {
      int digit = text.getByte(at) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
