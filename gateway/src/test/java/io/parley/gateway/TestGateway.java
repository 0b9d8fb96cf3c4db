package io.parley.gateway;

import static org.awaitility.Awaitility.await;

import io.parley.gateway.connection.RawSocket;
import io.parley.gateway.connection.Tunnels;
import io.parley.testing.BlockingCalls;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/// A gateway with the services that a test gave it.
final class TestGateway implements AutoCloseable {

  static {
    BlockingCalls.install();
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ConfigurableApplicationContext context;
  private final int port;

  /// @param settings `name=value`
  TestGateway(URI auth, List<URI> chat, URI presence, String... settings) {
    var all = new TreeMap<String, String>();
    all.put("PARLEY_PORT", "0");
    all.put("PARLEY_MANAGEMENT_PORT", "-1");
    all.put("PARLEY_SERVICE_SECRET", "secret");
    all.put("REDIS_URL", TestRedis.url());
    all.put("PARLEY_AUTH_URL", auth.toString());
    all.put("PARLEY_CHAT_URLS", chat.stream().map(URI::toString).collect(Collectors.joining(",")));
    all.put("PARLEY_PRESENCE_URL", presence.toString());
    all.put("parley.gateway.probe-period", "100ms");
    for (var setting : settings) {
      var parts = setting.split("=", 2);
      all.put(parts[0], parts[1]);
    }
    context =
        GatewayApplication.application()
            .initializers(TestGateway::ownEventLoops)
            .run(
                all.entrySet().stream()
                    .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                    .toArray(String[]::new));
    port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /// A context that closes ends its event loops, which must not be those of other tests' servers.
  private static void ownEventLoops(ConfigurableApplicationContext context) {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    ((GenericApplicationContext) context)
        .registerBean(ReactorResourceFactory.class, () -> resources);
  }

  TestGateway whole() {
    await().until(() -> get("/health").statusCode() == 200);
    return this;
  }

  int port() {
    return port;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  int tunnels() {
    return bean(Tunnels.class).count();
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Asks for an upgrade; what comes is the caller's to read.
  RawSocket upgrade(String query, String... lines) {
    var request = RawSocket.UPGRADE.replace("/ws ", "/ws" + query + " ");
    var more = Stream.of(lines).map(line -> line + "\r\n").collect(Collectors.joining());
    return RawSocket.connect(port).send(request + more + "\r\n");
  }

  @Override
  public void close() {
    context.close();
  }
}
