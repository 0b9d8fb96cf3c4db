package io.parley.bench.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who is in which room on this node, by event loop. Thread-safe.
final class Rooms {

  private final byte[] node;
  private final BiConsumer<String, byte[]> publish;
  private final Consumer<String> subscribe;
  private final Map<String, Map<EventLoop, List<BareSocket>>> rooms = new ConcurrentHashMap<>();

  /// @param subscribe is called once a room
  Rooms(String node, BiConsumer<String, byte[]> publish, Consumer<String> subscribe) {
    this.node = (node + "\n").getBytes(UTF_8);
    this.publish = publish;
    this.subscribe = subscribe;
  }

  void join(String room, BareSocket socket) {
    rooms.compute(
        room,
        (_, before) -> {
          var sockets = copy(before);
          sockets.computeIfAbsent(socket.loop(), _ -> new ArrayList<>()).add(socket);
          if (before == null) {
            subscribe.accept(room);
          }
          return sockets;
        });
  }

  void leave(String room, BareSocket socket) {
    rooms.computeIfPresent(
        room,
        (_, before) -> {
          var sockets = copy(before);
          sockets.getOrDefault(socket.loop(), new ArrayList<>()).remove(socket);
          return sockets;
        });
  }

  /// To all others of the room, wherever they are.
  void send(String room, byte[] text, BareSocket sender) {
    var message = new byte[node.length + text.length];
    System.arraycopy(node, 0, message, 0, node.length);
    System.arraycopy(text, 0, message, node.length, text.length);
    publish.accept(room, message);
    deliver(room, text, sender);
  }

  /// Something was said in a room, on this node or another one.
  void published(String room, byte[] message) {
    for (int i = 0; i < node.length; i++) {
      if (message[i] != node[i]) {
        deliver(room, textOf(message), null);
        return;
      }
    }
  }

  private static byte[] textOf(byte[] message) {
    int line = 0;
    while (message[line] != '\n') {
      line++;
    }
    return java.util.Arrays.copyOfRange(message, line + 1, message.length);
  }

  private void deliver(String room, byte[] text, @Nullable BareSocket but) {
    var frame = ServerFrame.of('m', text);
    rooms
        .getOrDefault(room, Map.of())
        .forEach(
            (loop, sockets) -> {
              if (loop.inEventLoop()) {
                write(frame, sockets, but);
              } else {
                loop.execute(() -> write(frame, sockets, but));
              }
            });
  }

  // The frame is of the heap and shared by all loops: it is left to the garbage collector
  private static void write(ByteBuf frame, List<BareSocket> sockets, @Nullable BareSocket but) {
    for (var socket : sockets) {
      if (socket != but) {
        socket.write(Unpooled.wrappedBuffer(frame.nioBuffer()));
      }
    }
  }

  private static Map<EventLoop, List<BareSocket>> copy(
      @Nullable Map<EventLoop, List<BareSocket>> before) {
    var copy = new ConcurrentHashMap<EventLoop, List<BareSocket>>();
    if (before != null) {
      before.forEach((loop, sockets) -> copy.put(loop, new ArrayList<>(sockets)));
    }
    return copy;
  }
}
