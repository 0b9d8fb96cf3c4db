package io.parley.prove.churn;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What Redis holds.
///
/// @param keys of any kind
/// @param subscriptions channels that somebody listens to
record RedisHoldings(long keys, long subscriptions) {

  /// @param redis with its password
  static RedisHoldings of(URI redis) throws IOException {
    try (var socket = new Socket(redis.getHost(), redis.getPort())) {
      var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      ask(socket, "AUTH", redis.getUserInfo().substring(1));
      answers.readLine();
      ask(socket, "DBSIZE");
      long keys = number(answers.readLine(), ':');
      ask(socket, "PUBSUB", "CHANNELS");
      return new RedisHoldings(keys, number(answers.readLine(), '*'));
    }
  }

  private static void ask(Socket socket, String... words) throws IOException {
    var command = new StringBuilder("*" + words.length + "\r\n");
    for (var word : words) {
      command.append("$%d\r\n%s\r\n".formatted(word.length(), word));
    }
    socket.getOutputStream().write(command.toString().getBytes(US_ASCII));
  }

  private static long number(@Nullable String line, char kind) throws IOException {
    if (line == null || line.isEmpty() || line.charAt(0) != kind) {
      throw new IOException("Redis said " + line);
    }
    return Long.parseLong(line.substring(1));
  }
}
