package io.parley.bench.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;

/// `parley.v1`, as the gateway and the chat nodes speak it.
public final class ParleyDialect implements Dialect {

  private static final Pattern PAUSE = Pattern.compile("\"retryAfterMillis\":(\\d{1,9})");
  private static final Vocabulary WORDS =
      Vocabulary.of("{\"type\":\"message\"", Heard.MESSAGE)
          .with("{\"type\":\"ack\"", Heard.ACK)
          .with("{\"type\":\"problem\"", Heard.REFUSED)
          .with("{\"type\":\"welcome\"", Heard.READY);

  @Override
  public Opening opening(URI entrance, User user, Company company) {
    return new Opening(
        URI.create(entrance.toString().replaceFirst("^http", "ws") + "/ws"),
        Map.of("Authorization", "Bearer " + user.token()));
  }

  @Override
  public Heard hear(ByteBuf text) {
    return WORDS.hear(text);
  }

  @Override
  public long pauseMillis(ByteBuf refusal) {
    var found = PAUSE.matcher(refusal.toString(US_ASCII));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
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
