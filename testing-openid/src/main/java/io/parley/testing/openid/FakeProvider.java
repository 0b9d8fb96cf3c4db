package io.parley.testing.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A provider that does as it is told, lies included. It notes what it was asked for.
public final class FakeProvider implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final String scheme;
  private final RSAKey key = newKey("key-1");
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Map<String, Object> discovery = new ConcurrentHashMap<>();
  private volatile Map<String, Object> tokenAnswer = Map.of();
  private volatile int tokenStatus = 200;
  private volatile Map<String, Object> userInfo = Map.of();

  private FakeProvider(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  public static FakeProvider start() {
    try {
      return start(HttpServer.create(anyPort(), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One at https, with the certificate of this context.
  public static FakeProvider start(SSLContext certificate) {
    try {
      var server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate));
      return start(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static FakeProvider start(HttpServer server, String scheme) {
    var fake = new FakeProvider(server, scheme);
    fake.discovery.putAll(
        Map.of(
            "issuer",
            fake.issuer(),
            "authorization_endpoint",
            fake.issuer() + "/authorize",
            "token_endpoint",
            fake.issuer() + "/token",
            "userinfo_endpoint",
            fake.issuer() + "/userinfo",
            "jwks_uri",
            fake.issuer() + "/jwks",
            "response_types_supported",
            java.util.List.of("code"),
            "subject_types_supported",
            java.util.List.of("public"),
            "id_token_signing_alg_values_supported",
            java.util.List.of("RS256")));
    server.createContext("/", fake::answer);
    server.start();
    return fake;
  }

  public String issuer() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  public RSAKey key() {
    return key;
  }

  /// How often a path was asked for.
  public long asked(String path) {
    return asked.stream().filter(path::equals).count();
  }

  /// Says something else of itself.
  public void discovers(String name, @Nullable Object value) {
    if (value == null) {
      discovery.remove(name);
    } else {
      discovery.put(name, value);
    }
  }

  /// What it answers to the next code.
  public void givesOut(String idToken) {
    tokenStatus = 200;
    tokenAnswer =
        Map.of(
            "access_token",
            "opaque",
            "token_type",
            "Bearer",
            "expires_in",
            60,
            "id_token",
            idToken);
  }

  public void refuses(int status, Map<String, Object> answer) {
    tokenStatus = status;
    tokenAnswer = answer;
  }

  public void knows(Map<String, Object> about) {
    userInfo = about;
  }

  /// Claims of somebody, good for a minute.
  public JWTClaimsSet.Builder claims(String subject) {
    var now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .subject(subject)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(60)));
  }

  /// A token signed by the key that it publishes.
  public String signed(JWTClaimsSet claims) {
    return signed(claims, header -> {});
  }

  public String signed(JWTClaimsSet claims, Consumer<JWSHeader.Builder> change) {
    return signed(claims, key, change);
  }

  public static String signed(JWTClaimsSet claims, RSAKey key, Consumer<JWSHeader.Builder> change) {
    try {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(key.getKeyID());
      change.accept(header);
      var token = new SignedJWT(header.build(), claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    asked.add(path);
    switch (path) {
      case "/.well-known/openid-configuration" ->
          send(exchange, 200, new LinkedHashMap<>(discovery));
      case "/jwks" -> send(exchange, 200, new JWKSet(key).toJSONObject());
      case "/token" -> send(exchange, tokenStatus, tokenAnswer);
      case "/userinfo" -> send(exchange, userInfo.isEmpty() ? 403 : 200, userInfo);
      default -> send(exchange, 404, Map.of());
    }
  }

  private static void send(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    try (exchange) {
      var bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
