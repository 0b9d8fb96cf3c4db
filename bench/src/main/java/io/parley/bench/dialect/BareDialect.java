package io.parley.bench.dialect;

import io.netty.buffer.ByteBuf;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/// What [io.parley.bench.peer.BareServer] speaks: a sign, the room, and the text.
public final class BareDialect implements Dialect {

  private static final Prefix ACK = new Prefix("a");
  private static final Prefix MESSAGE = new Prefix("m");
  private static final Prefix WELCOME = new Prefix("w");

  @Override
  public Opening opening(URI entrance, User user, Company company) {
    var rooms = company.roomsOf(user).stream().map(Room::id).collect(Collectors.joining(","));
    return new Opening(
        URI.create(entrance.toString().replaceFirst("^http", "ws") + "/ws/" + rooms), Map.of());
  }

  @Override
  public Heard hear(ByteBuf text) {
    if (MESSAGE.begins(text)) {
      return Heard.MESSAGE;
    }
    if (ACK.begins(text)) {
      return Heard.ACK;
    }
    return WELCOME.begins(text) ? Heard.READY : Heard.OTHER;
  }

  @Override
  public String send(Room room, String stamp, String text) {
    return room.id() + "\n" + stamp + " " + text;
  }
}
