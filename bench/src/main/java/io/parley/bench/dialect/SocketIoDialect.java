package io.parley.bench.dialect;

import io.netty.buffer.ByteBuf;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/// Engine.IO 4 and Socket.IO 5 by WebSocket alone, with the events of `bench/peers/socket-io`.
///
/// @see <a href="https://socket.io/docs/v4/socket-io-protocol/">the protocol</a>
public final class SocketIoDialect implements Dialect {

  private static final Prefix OPEN = new Prefix("0{");
  private static final Prefix PING = new Prefix("2");
  private static final Prefix CONNECTED = new Prefix("40{");
  private static final Prefix MESSAGE = new Prefix("42[\"message\"");
  private static final Prefix ACK = new Prefix("43");

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
    if (MESSAGE.begins(text)) {
      return Heard.MESSAGE;
    }
    if (ACK.begins(text)) {
      return Heard.ACK;
    }
    if (PING.begins(text)) {
      return Heard.PINGED;
    }
    if (CONNECTED.begins(text)) {
      return Heard.READY;
    }
    return OPEN.begins(text) ? Heard.GREETED : Heard.OTHER;
  }

  @Override
  public String greeting() {
    return "40";
  }

  @Override
  public String pong() {
    return "3";
  }

  @Override
  public String send(Room room, String stamp, String text) {
    // The number of the call is the message's own, so that calls of one socket differ
    return "42"
        + stamp.substring(stamp.lastIndexOf('_') + 1)
        + "[\"send\",\""
        + room.id()
        + "\",\""
        + stamp
        + " "
        + text
        + "\"]";
  }
}
