package io.parley.prove.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// Reads just enough of the Redis serialization protocol, versions 2 and 3.
final class Resp {

  private static final int INCOMPLETE = -1;

  private Resp() {}

  /// The index behind the value that begins at an index, or a negative number while it is not
  /// complete.
  static int end(ByteBuf bytes, int from) {
    int line = lineEnd(bytes, from);
    if (line < 0) {
      return INCOMPLETE;
    }
    return switch (bytes.getByte(from)) {
      case '$', '!', '=' -> bulkEnd(bytes, from, line);
      case '*', '~', '>' -> valuesEnd(bytes, line, number(bytes, from, line));
      case '%' -> valuesEnd(bytes, line, 2 * number(bytes, from, line));
      case '|' -> valuesEnd(bytes, line, 2 * number(bytes, from, line) + 1);
      default -> line;
    };
  }

  /// The first words of an array of bulk strings, as text; empty when it is something else.
  static List<String> words(ByteBuf array, int most) {
    int at = array.readerIndex();
    byte kind = array.getByte(at);
    if (kind != '*' && kind != '>') {
      return List.of();
    }
    int line = lineEnd(array, at);
    long count = Math.min(most, number(array, at, line));
    List<String> words = new ArrayList<>();
    at = line;
    while (words.size() < count && array.getByte(at) == '$') {
      line = lineEnd(array, at);
      int length = (int) number(array, at, line);
      words.add(array.toString(line, Math.max(0, length), UTF_8));
      at = bulkEnd(array, at, line);
    }
    return words;
  }

  private static int bulkEnd(ByteBuf bytes, int from, int line) {
    long length = number(bytes, from, line);
    long end = length < 0 ? line : line + length + 2;
    return end <= bytes.writerIndex() ? (int) end : INCOMPLETE;
  }

  private static int valuesEnd(ByteBuf bytes, int line, long count) {
    int at = line;
    for (long i = 0; i < count && at >= 0; i++) {
      at = at < bytes.writerIndex() ? end(bytes, at) : INCOMPLETE;
    }
    return at;
  }

  private static long number(ByteBuf bytes, int from, int line) {
    return Long.parseLong(bytes.toString(from + 1, line - from - 3, UTF_8));
  }

  // Behind CR LF
  private static int lineEnd(ByteBuf bytes, int from) {
    int newline = bytes.indexOf(from, bytes.writerIndex(), (byte) '\n');
    return newline < 0 ? INCOMPLETE : newline + 1;
  }
}
