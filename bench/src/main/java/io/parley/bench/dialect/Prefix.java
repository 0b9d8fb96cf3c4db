package io.parley.bench.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/// How a frame begins.
final class Prefix {

  private final String text;
  private final byte[] bytes;

  Prefix(String text) {
    this.text = text;
    bytes = text.getBytes(US_ASCII);
  }

  String text() {
    return text;
  }

  boolean begins(ByteBuf text) {
    if (text.readableBytes() < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (text.getByte(text.readerIndex() + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
