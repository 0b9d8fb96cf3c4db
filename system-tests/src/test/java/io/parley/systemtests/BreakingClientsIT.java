package io.parley.systemtests;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients that break off in the middle of a body, through the gateway and at the services
/// themselves: nothing that an operator would have to look at.
@ExtendWith(SharedPlatform.class)
class BreakingClientsIT {

  private static final List<String> PROCESSES =
      List.of("gateway-1", "auth-1", "chat-1", "chat-2", "presence-1");

  private final Platform platform;

  BreakingClientsIT(Platform platform) {
    this.platform = platform;
  }

  @Test
  void bodyWhenItsClientBreaksOffThenQuietInEveryService() {
    var server = new Api(platform.gateway(), platform.serverKey());
    var ada = server.identity("ada-" + suffix());
    var messages =
        "/api/conversations/"
            + server.as(ada.token()).conversation("group", List.of())
            + "/messages";
    var before = PROCESSES.stream().collect(toMap(Function.identity(), platform::logOf));

    breakOff(platform.address("auth-1"), "/api/auth/login", ada, "auth-1");
    breakOff(platform.address("chat-1"), messages, ada, "chat-1");
    breakOff(platform.gateway(), "/api/auth/login", ada, "auth-1");
    breakOff(platform.gateway(), messages, ada, "chat-1", "chat-2");

    for (var process : PROCESSES) {
      assertThat(since(before, process).lines())
          .as(process)
          .noneMatch(line -> line.contains(" ERROR ") || line.contains(" WARN "))
          .noneMatch(line -> line.startsWith("\tat "));
    }
  }

  /// Again and again, until one of these processes notices: a gateway may give up before it told
  /// the service.
  private void breakOff(URI address, String path, Api.Identity who, String... noticing) {
    long before = noticed(noticing);
    Awaitility.await(path + " at " + address)
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              breakOff(address, path, who.token());
              return noticed(noticing) > before;
            });
  }

  /// Once somebody reads the body.
  private static void breakOff(URI address, String path, String token) {
    try (var connection = RawConnection.open(address)) {
      connection.say(
          connection.head(
              "POST",
              path,
              "Authorization: Bearer " + token,
              "Content-Type: application/json",
              "Content-Length: 100",
              "Expect: 100-continue"));
      assertThat(connection.answer().status()).as(path).isEqualTo(100);
      connection.say("{\"half\":");
    }
  }

  private long noticed(String... processes) {
    return Stream.of(processes)
        .flatMap(process -> platform.logOf(process).lines())
        .filter(line -> line.endsWith("the client broke off"))
        .count();
  }

  private String since(Map<String, String> before, String process) {
    return platform.logOf(process).substring(before.getOrDefault(process, "").length());
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
