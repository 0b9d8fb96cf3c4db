package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The port of each process that only operators reach tells its health and nothing else, and none
/// of that is to be had through the gateway.
@ExtendWith(SharedPlatform.class)
class ManagementPortIT {

  private static final String PHRASE = "seven lamps on the quay";

  /// Every endpoint that Spring knows of, and what else stands on such ports.
  private static final List<String> ENDPOINTS =
      List.of(
          "auditevents",
          "beans",
          "caches",
          "conditions",
          "configprops",
          "env",
          "env/PARLEY_SERVICE_SECRET",
          "env/PARLEY_SERVER_KEY",
          "flyway",
          "gateway",
          "gateway/routes",
          "heapdump",
          "httpexchanges",
          "info",
          "integrationgraph",
          "jolokia",
          "liquibase",
          "logfile",
          "loggers",
          "mappings",
          "metrics",
          "metrics/jvm.memory.used",
          "prometheus",
          "quartz",
          "refresh",
          "sbom",
          "scheduledtasks",
          "sessions",
          "shutdown",
          "startup",
          "threaddump");

  private final Platform platform;
  private final Api server;
  private final Set<String> secrets = new LinkedHashSet<>();

  ManagementPortIT(Platform platform) {
    this.platform = platform;
    server = new Api(platform.gateway(), platform.serverKey());
  }

  /// So that there is something to be given away.
  @BeforeEach
  void useEveryService() {
    var signedUp = server.post("/api/auth/signup", Api.newcomer("n" + suffix(), PHRASE));
    Api.expect(201, signedUp);
    var token = signedUp.body().get("accessToken").asString();
    var text = "text-" + UUID.randomUUID();
    var ada = server.as(token);
    var conversation = ada.conversation("group", List.of());
    var body = Map.of("clientMessageId", suffix(), "text", text);
    Api.expect(201, ada.post("/api/conversations/" + conversation + "/messages", body));
    Api.expect(200, ada.get("/api/presence?users=" + signedUp.body().at("/user/id").asString()));
    secrets.addAll(List.of(PHRASE, token, text));
    secrets.add(signedUp.body().get("refreshToken").asString());
    for (var file : List.of("server-key", "service-secret", "auth-master-key", "chat-master-key")) {
      secrets.add(platform.secret(file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway-1", "auth-1", "chat-1", "presence-1"})
  void managementPortThenHealthAndNothingElse(String process) {
    var management = new Api(platform.management(process), null);

    var links = management.get("/actuator");
    Api.expect(200, links);
    assertThat(links.body().get("_links").propertyNames())
        .isSubsetOf("self", "health", "health-path");
    for (var path : List.of("", "/liveness", "/readiness")) {
      var health = management.get("/actuator/health" + path);
      Api.expect(200, health);
      assertThat(health.body().get("status").asString()).isEqualTo("UP");
      assertThat(health.body().propertyNames()).isSubsetOf("status", "groups");
      assertThat(health.response().body()).doesNotContain(secrets);
    }
    for (var endpoint : ENDPOINTS) {
      closed(management, "/actuator/" + endpoint);
      closed(management, "/" + endpoint);
    }
    for (var path : List.of("/api/conversations", "/api/auth/login", "/ws", "/internal/ready")) {
      closed(management, path);
    }
  }

  /// As probes and load balancers do who keep their connection (reactor-netty#4361).
  @ParameterizedTest
  @ValueSource(strings = {"gateway-1", "auth-1", "chat-1", "presence-1"})
  void managementPortWhenAskedAgainBeforeItAnsweredThenTheConnectionIsReadOn(String process) {
    for (int n = 0; n < 10; n++) {
      try (var connection = RawConnection.open(platform.management(process))) {
        var health = connection.head("GET", "/actuator/health");
        var nothing = connection.head("GET", "/actuator/nothing");
        connection.say(health + nothing);
        assertThat(connection.answer().status()).isEqualTo(200);
        assertThat(connection.answer().status()).isEqualTo(404);

        assertThat(connection.say(nothing).answer().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void endpointWhenAskedForElsewhereThenNothingThere() {
    var admin = server.as(platform.serverKey());
    for (var endpoint : ENDPOINTS) {
      for (var path : List.of("/actuator/", "/manage/", "/api/../actuator/", "/api/actuator/")) {
        assertThat(admin.get(path + endpoint).status()).as(path + endpoint).isIn(400, 401, 404);
      }
    }
    for (var process : List.of("auth-1", "chat-1", "presence-1")) {
      var itself = new Api(platform.address(process), platform.serviceToken("gateway"));
      for (var endpoint : List.of("health", "env", "metrics", "heapdump")) {
        assertThat(itself.get("/actuator/" + endpoint).status())
            .as(process + " " + endpoint)
            .isIn(401, 404);
      }
    }
  }

  private void closed(Api management, String path) {
    for (var method : List.of("GET", "POST")) {
      var answer = management.call(method, path, null, Map.of());
      assertThat(answer.status()).as(method + " " + path).isIn(401, 404, 405);
      assertThat(answer.response().body()).as(path).doesNotContain(secrets);
    }
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
