package io.parley.bench.dialect;

import io.netty.buffer.ByteBuf;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import java.net.URI;
import java.util.Map;

/// `parley.v1`, as the gateway and the chat nodes speak it.
public final class ParleyDialect implements Dialect {

  private static final Prefix ACK = new Prefix("{\"type\":\"ack\"");
  private static final Prefix MESSAGE = new Prefix("{\"type\":\"message\"");
  private static final Prefix PROBLEM = new Prefix("{\"type\":\"problem\"");
  private static final Prefix WELCOME = new Prefix("{\"type\":\"welcome\"");

  @Override
  public Opening opening(URI entrance, User user, Company company) {
    return new Opening(
        URI.create(entrance.toString().replaceFirst("^http", "ws") + "/ws"),
        Map.of("Authorization", "Bearer " + user.token()));
  }

  @Override
  public Heard hear(ByteBuf text) {
    if (MESSAGE.begins(text)) {
      return Heard.MESSAGE;
    }
    if (ACK.begins(text)) {
      return Heard.ACK;
    }
    if (PROBLEM.begins(text)) {
      return Heard.REFUSED;
    }
    return WELCOME.begins(text) ? Heard.READY : Heard.OTHER;
  }

  @Override
  public String send(Room room, String stamp, String text) {
    return "{\"type\":\"send\",\"conversation\":\""
        + room.id()
        + "\",\"clientMessageId\":\""
        + stamp
        + "\",\"text\":\""
        + stamp
        + " "
        + text
        + "\"}";
  }
}
