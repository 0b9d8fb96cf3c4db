package io.parley.chat.delivery;

import io.parley.common.frame.FrameCodec;
import io.parley.common.frame.ServerFrame;

/// A frame on its way to sessions, encoded once for all of them.
///
/// @param bytes a [TextFrame]; nobody changes them
/// @param key what a newer frame of [Nature#LATEST] replaces; empty for the others
/// @param height of what only rises
public record Outgoing(byte[] bytes, Nature nature, String key, Height height) {

  public Outgoing(byte[] bytes, Nature nature, String key) {
    this(bytes, nature, key, Height.NONE);
  }

  public static Outgoing of(ServerFrame frame) {
    return new Outgoing(
        TextFrame.of(FrameCodec.encode(frame)), natureOf(frame), keyOf(frame), heightOf(frame));
  }

  static Outgoing durable(byte[] bytes) {
    return new Outgoing(bytes, Nature.DURABLE, "");
  }

  private static Nature natureOf(ServerFrame frame) {
    return switch (frame) {
      case ServerFrame.Typing _, ServerFrame.Heads _ -> Nature.EPHEMERAL;
      case ServerFrame.Marks _, ServerFrame.PresenceChanged _ -> Nature.LATEST;
      default -> Nature.DURABLE;
    };
  }

  private static String keyOf(ServerFrame frame) {
    return switch (frame) {
      case ServerFrame.Marks marks -> "m:" + marks.conversation() + ":" + marks.user();
      case ServerFrame.PresenceChanged changed -> "p:" + changed.presence().user();
      default -> "";
    };
  }

  private static Height heightOf(ServerFrame frame) {
    return frame instanceof ServerFrame.Marks marks
        ? new Height(marks.delivered(), marks.read())
        : Height.NONE;
  }
}
