package io.parley.systemtests;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A connection on which a test says what it likes, byte by byte, from an address that it chooses.
final class RawConnection implements AutoCloseable {

  /// What a socket ended with when no close frame came.
  static final int NO_CLOSE_FRAME = 1006;

  private static final int PATIENCE_MILLIS = 45_000;
  private static final int CLOSE_FRAME = 8;

  private final URI address;
  private final Socket socket;
  private final DataInputStream in;

  private RawConnection(URI address, Socket socket) throws IOException {
    this.address = address;
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /// What came back.
  ///
  /// @param headers in lower case; of a repeated one all values
  record Answer(int status, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return String.join("|", headers.getOrDefault(name, List.of()));
    }

    /// The name of the problem; empty when it is none.
    String problem() {
      return header("content-type").startsWith("application/problem+json")
          ? Api.JSON.readTree(body).path("type").asString("").replace("/problems/", "")
          : "";
    }
  }

  static RawConnection open(URI address) {
    return open(address, null);
  }

  /// @param from one of this machine's addresses; null for the usual one
  static RawConnection open(URI address, @Nullable InetAddress from) {
    try {
      var socket = new Socket(address.getHost(), address.getPort(), from, 0);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new RawConnection(address, socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Asks for a socket and says what the answer was; a socket that opened is left.
  static Answer upgrade(URI address, String path, String... headers) {
    try (var connection = open(address)) {
      return connection.upgrade(path, headers);
    }
  }

  /// Asks for a socket on this connection.
  Answer upgrade(String path, String... headers) {
    var more =
        Stream.of(
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    return request("GET", path, Stream.concat(more, Stream.of(headers)).toArray(String[]::new));
  }

  /// One request without a body.
  Answer request(String method, String path, String... headers) {
    return say(head(method, path, headers)).answer();
  }

  String head(String method, String path, String... headers) {
    return Stream.concat(Stream.of("Host: " + address.getAuthority()), Stream.of(headers))
        .reduce(method + " " + path + " HTTP/1.1", (lines, line) -> lines + "\r\n" + line)
        .concat("\r\n\r\n");
  }

  RawConnection say(String text) {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawConnection say(byte... bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A client's frame: its first byte as given, masked by zeros.
  RawConnection sayFrame(int firstByte, byte... payload) {
    if (payload.length > 125) {
      throw new IllegalArgumentException(payload.length + " bytes (expected: at most 125)");
    }
    var frame = new byte[6 + payload.length];
    frame[0] = (byte) firstByte;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return say(frame);
  }

  /// The next answer: its head, and its body by length or to the end of the connection.
  Answer answer() {
    try {
      var lines = readHead().split("\r\n", -1);
      int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
      var headers = new TreeMap<String, List<String>>();
      for (var line : lines) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers
              .computeIfAbsent(
                  line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
              .add(line.substring(colon + 1).strip());
        }
      }
      return new Answer(status, headers, readBody(status, headers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a socket's frames until it ends; its close code, or 1006.
  int closeCode() {
    try {
      while (true) {
        int first = in.readUnsignedByte();
        var payload = in.readNBytes(payloadLength());
        if ((first & 0x0F) == CLOSE_FRAME) {
          return payload.length < 2
              ? 1005
              : ((payload[0] & 0xFF) << Byte.SIZE) | (payload[1] & 0xFF);
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the socket stays open", e);
    } catch (IOException e) {
      return NO_CLOSE_FRAME;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int payloadLength() throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> (int) in.readLong();
      default -> length;
    };
  }

  private String readHead() throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private String readBody(int status, Map<String, List<String>> headers) throws IOException {
    if (status < 200 || status == 204 || status == 304) {
      return "";
    }
    var length = headers.getOrDefault("content-length", List.of());
    var bytes =
        length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length.getFirst()));
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
