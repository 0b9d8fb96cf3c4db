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

  private static final Vocabulary WORDS =
      Vocabulary.of("m", Heard.MESSAGE).with("a", Heard.ACK).with("w", Heard.READY);

  @Override
  public Opening opening(URI entrance, User user, Company company) {
    var rooms = company.roomsOf(user).stream().map(Room::id).collect(Collectors.joining(","));
    return new Opening(
        URI.create(entrance.toString().replaceFirst("^http", "ws") + "/ws/" + rooms), Map.of());
  }

  @Override
  public Heard hear(ByteBuf text) {
    return WORDS.hear(text);
  }

  @Override
  public String send(Room room, String stamp, String text) {
    return room.id() + "\n" + stamp + " " + text;
  }
}
