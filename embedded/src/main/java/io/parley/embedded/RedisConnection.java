package io.parley.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The few words of the Redis protocol (RESP) that starting and clearing a server takes, with no
/// driver.
final class RedisConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 2_000;

  private final Socket socket;
  private final BufferedReader replies;

  private RedisConnection(Socket socket, BufferedReader replies) {
    this.socket = socket;
    this.replies = replies;
  }

  /// Connects over loopback and authenticates.
  ///
  /// @throws IOException when nobody listens, nothing comes back in two seconds, or the password is
  ///   refused
  static RedisConnection open(int port, String password) throws IOException {
    var socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      var input = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      var connection = new RedisConnection(socket, new BufferedReader(input));
      connection.command("AUTH", password);
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// Sends a command and returns the first line of its reply.
  ///
  /// @throws IOException when the reply is an error
  String command(String... words) throws IOException {
    var request = new StringBuilder("*%d\r\n".formatted(words.length));
    Arrays.stream(words)
        .forEach(
            word ->
                request.append(
                    "$%d\r\n%s\r\n".formatted(word.getBytes(StandardCharsets.UTF_8).length, word)));
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    String reply = replies.readLine();
    if (reply == null || reply.startsWith("-")) {
      throw new IOException("Redis refused %s: %s".formatted(words[0], reply));
    }
    return reply;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
