package io.parley.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// A text frame of a server as it travels, header included (RFC 6455, 5.2).
final class ServerFrame {

  private static final int FINAL_TEXT = 0x81;
  private static final int SHORT = 126;

  private ServerFrame() {}

  static ByteBuf of(char sign, byte[] text) {
    int length = text.length + 1;
    var frame = Unpooled.buffer(length + 4);
    frame.writeByte(FINAL_TEXT);
    if (length < SHORT) {
      frame.writeByte(length);
    } else {
      frame.writeByte(SHORT).writeShort(length);
    }
    return frame.writeByte(sign).writeBytes(text);
  }
}
