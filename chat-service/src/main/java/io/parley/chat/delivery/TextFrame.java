package io.parley.chat.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// A whole WebSocket text frame of a server, header and JSON (RFC 6455, 5.2): made once, written as
/// it is to any number of sockets of any node.
public final class TextFrame {

  private static final byte FINAL_TEXT = (byte) 0x81;
  private static final int SHORT = 125;
  private static final int MEDIUM = 0xFFFF;
  private static final byte MEDIUM_FOLLOWS = 126;
  private static final byte LONG_FOLLOWS = 127;

  private TextFrame() {}

  /// @param json UTF-8
  public static byte[] of(byte[] json) {
    int header = headerBytes(json.length);
    var frame = ByteBuffer.allocate(header + json.length).put(FINAL_TEXT);
    switch (header) {
      case 2 -> frame.put((byte) json.length);
      case 4 -> frame.put(MEDIUM_FOLLOWS).putShort((short) json.length);
      default -> frame.put(LONG_FOLLOWS).putLong(json.length);
    }
    return frame.put(json).array();
  }

  /// What a frame that was made here says.
  public static String json(byte[] frame) {
    int header =
        switch (frame[1]) {
          case MEDIUM_FOLLOWS -> 4;
          case LONG_FOLLOWS -> 10;
          default -> 2;
        };
    return new String(frame, header, frame.length - header, UTF_8);
  }

  private static int headerBytes(int length) {
    if (length <= SHORT) {
      return 2;
    }
    return length <= MEDIUM ? 4 : 10;
  }
}
