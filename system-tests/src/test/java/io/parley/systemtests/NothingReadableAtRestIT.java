package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What lies on the disk of the store, in the logs and in Redis holds no message text, and no
/// password or token either.
@ExtendWith(SharedPlatform.class)
class NothingReadableAtRestIT {

  private final Platform platform;

  NothingReadableAtRestIT(Platform platform) {
    this.platform = platform;
  }

  @Test
  void storeAndRedisHoldNoMessageText() throws IOException {
    var server = new Api(platform.gateway(), platform.serverKey());
    var ann = server.identity("ann-" + suffix());
    var bob = server.identity("bob-" + suffix());
    var conversation = server.as(ann.token()).conversation("direct", List.of(bob.id()));
    var secret = "secret-" + UUID.randomUUID();
    var path = "/api/conversations/" + conversation + "/messages";
    try (var listener = ChatSocket.open(platform.gateway(), bob.token())) {
      listener.await("welcome");
      Api.expect(
          201, server.as(ann.token()).post(path, Map.of("clientMessageId", "s1", "text", secret)));
      listener.await("message");
    }

    // The search finds what is there in clear: the sender's user name.
    assertThat(filesWith(ann.username())).as("files with a user name").isNotEmpty();
    assertThat(filesWith(secret)).as("files with the text").isEmpty();
    var redis = redisDump();
    assertThat(redis.length()).as("Redis holds something").isPositive();
    assertThat(redis).doesNotContain(secret);
  }

  @Test
  void storeAndLogsAndRedisHoldNoPasswordOrToken() throws IOException {
    var username = "cleo-" + suffix();
    var password = "correct horse " + UUID.randomUUID();
    var nobody = new Api(platform.gateway(), null);
    var signedUp =
        nobody.post(
            "/api/auth/signup",
            Map.of(
                "email",
                username + "@example.org",
                "username",
                username,
                "fullName",
                "Cleo",
                "password",
                password,
                "tokens",
                "body"));
    Api.expect(201, signedUp);
    var token = signedUp.body().get("accessToken").asString();
    var refresh = signedUp.body().get("refreshToken").asString();
    Api.expect(200, nobody.as(token).get("/api/conversations"));
    var wrong = "wrong horse " + UUID.randomUUID();
    Api.expect(401, nobody.post("/api/auth/login", Map.of("login", username, "password", wrong)));

    assertThat(filesWith(username)).as("files with the user name").isNotEmpty();
    for (var secret : List.of(password, wrong, token, refresh, platform.serverKey())) {
      assertThat(filesWith(secret))
          .as("files with a secret")
          .allMatch(file -> file.endsWith("server-key"));
      assertThat(redisDump()).doesNotContain(secret);
    }
  }

  private List<Path> filesWith(String text) throws IOException {
    var found = new ArrayList<Path>();
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    var utf16 = text.getBytes(StandardCharsets.UTF_16BE);
    try (var files = Files.walk(platform.data())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var bytes = Files.readAllBytes(file);
        if (contains(bytes, utf8) || contains(bytes, utf16)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  /// Every key of every type, as Redis serializes it for a dump.
  private String redisDump() throws IOException {
    var address = platform.address("redis-1");
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      authenticate(socket, address);
      var dump = new StringBuilder();
      for (var key : command(socket, "KEYS", "*").split("\r\n")) {
        if (!key.isEmpty() && key.charAt(0) != '*' && key.charAt(0) != '$') {
          dump.append(key).append(content(socket, key)).append('\n');
        }
      }
      return dump.toString();
    }
  }

  private static String content(Socket socket, String key) throws IOException {
    var type = command(socket, "TYPE", key).strip();
    return switch (type) {
      case "+string" -> command(socket, "GET", key);
      case "+hash" -> command(socket, "HGETALL", key);
      case "+set" -> command(socket, "SMEMBERS", key);
      case "+zset" -> command(socket, "ZRANGE", key, "0", "-1", "WITHSCORES");
      case "+list" -> command(socket, "LRANGE", key, "0", "-1");
      case "+stream" -> command(socket, "XRANGE", key, "-", "+");
      case "+none" -> "";
      default -> throw new AssertionError("a key of an unknown type: " + key + " " + type);
    };
  }

  private static void authenticate(Socket socket, URI address) throws IOException {
    var user = address.getUserInfo();
    if (user != null) {
      assertThat(command(socket, "AUTH", user.substring(user.indexOf(':') + 1))).startsWith("+OK");
    }
  }

  /// One command with a PING behind it, whose answer tells where the first one's ends.
  private static String command(Socket socket, String... words) throws IOException {
    var request = new StringBuilder("*" + words.length + "\r\n");
    for (var word : words) {
      request
          .append('$')
          .append(word.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n")
          .append(word)
          .append("\r\n");
    }
    var mark = UUID.randomUUID().toString();
    request.append("*2\r\n$4\r\nECHO\r\n$36\r\n").append(mark).append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    var end = "$36\r\n" + mark + "\r\n";
    var answer = new ByteArrayOutputStream();
    var buffer = new byte[65_536];
    while (true) {
      int n = socket.getInputStream().read(buffer);
      if (n < 0) {
        throw new IOException("Redis closed the connection");
      }
      answer.write(buffer, 0, n);
      var text = answer.toString(StandardCharsets.ISO_8859_1);
      if (text.endsWith(end)) {
        return text.substring(0, text.length() - end.length());
      }
    }
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    outer:
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      for (int j = 0; j < wanted.length; j++) {
        if (bytes[i + j] != wanted[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
