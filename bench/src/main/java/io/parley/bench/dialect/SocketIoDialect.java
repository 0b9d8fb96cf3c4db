package io.parley.bench.dialect;

import io.netty.buffer.ByteBuf;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Engine.IO 4 and Socket.IO 5 by WebSocket alone, with the events of `bench/peers/socket-io`.
///
/// @see <a href="https://socket.io/docs/v4/socket-io-protocol/">the protocol</a>
public final class SocketIoDialect implements Dialect {

  private static final Vocabulary WORDS =
      Vocabulary.of("42[\"message\"", Heard.MESSAGE)
          .with("43", Heard.ACK)
          .with("2", Heard.PINGED)
          .with("40{", Heard.READY)
          .with("0{", Heard.GREETED);

  @Override
  public Opening opening(URI entrance, User user, Company company) {
    var rooms = company.roomsOf(user).stream().map(Room::id).collect(Collectors.joining(","));
    return new Opening(
        URI.create(
            entrance.toString().replaceFirst("^http", "ws")
                + "/socket.io/?EIO=4&transport=websocket&rooms="
                + rooms),
        Map.of());
  }

  @Override
  public Heard hear(ByteBuf text) {
    return WORDS.hear(text);
  }

  @Override
  public @Nullable String reply(Heard heard) {
    return switch (heard) {
      case GREETED -> "40";
      case PINGED -> "3";
      case READY, ACK, MESSAGE, REFUSED, OTHER -> null;
    };
  }

  @Override
  public String send(Room room, String stamp, String text) {
    // The number of the call is the message's time, so that calls of one socket differ
    return "42"
        + stamp.replace("_", "")
        + "[\"send\",\""
        + room.id()
        + "\",\""
        + stamp
        + " "
        + text
        + "\"]";
  }
}
