package io.parley.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection on which a test tells a Redis process what to be, with no driver: RESP 2, whole
/// replies. A reply is a `String`, a `Long`, a `List` of replies or null.
final class RedisCalls implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 2_000;

  private final Socket socket;
  private final DataInputStream replies;

  private RedisCalls(Socket socket) throws IOException {
    this.socket = socket;
    this.replies = new DataInputStream(socket.getInputStream());
  }

  static RedisCalls open(int port, String password) throws IOException {
    var socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      var calls = new RedisCalls(socket);
      calls.call("AUTH", password);
      return calls;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// @throws IOException when the reply is an error or none comes within 2 s
  @Nullable Object call(String... words) throws IOException {
    var request = new StringBuilder("*%d\r\n".formatted(words.length));
    Arrays.stream(words)
        .forEach(
            word -> request.append("$%d\r\n%s\r\n".formatted(word.getBytes(UTF_8).length, word)));
    socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    socket.getOutputStream().flush();
    return reply();
  }

  private @Nullable Object reply() throws IOException {
    var line = line();
    var rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IOException("Redis on port " + socket.getPort() + " says " + line);
    };
  }

  private @Nullable String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var bytes = replies.readNBytes(length);
    line();
    return new String(bytes, UTF_8);
  }

  private List<@Nullable Object> list(int length) throws IOException {
    var items = new ArrayList<@Nullable Object>();
    for (int i = 0; i < length; i++) {
      items.add(reply());
    }
    return items;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = replies.readUnsignedByte(); next != '\r'; next = replies.readUnsignedByte()) {
      line.append((char) next);
    }
    replies.readUnsignedByte();
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
