package io.parley.presence.query;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.common.token.Claims;
import io.parley.common.token.TokenKind;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// What presence-service asks of auth-service and chat-service, in one server.
final class FakePlatform implements AutoCloseable {

  private final ECKey key;
  private final DisposableServer server;
  private final Set<String> contacts = ConcurrentHashMap.newKeySet();
  private volatile boolean chatAway;

  FakePlatform() {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    String jwks = "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}";
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/.well-known/jwks.json", (in, out) -> json(out, jwks))
                        .get(
                            "/internal/revocations",
                            (in, out) -> json(out, "{\"items\":[],\"next\":\"0\",\"more\":false}"))
                        .post("/internal/service-token", (in, out) -> json(out, bought()))
                        .post("/internal/contacts", this::contacts))
            .bindNow();
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  String token(TokenKind kind, String subject) {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(Claims.ISSUER)
            .audience(kind.audience())
            .subject(subject)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(new Date())
            .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    if (kind != TokenKind.SERVICE) {
      claims.claim(Claims.LOGIN, "login-of-" + subject).claim(Claims.ROLES, List.of("user"));
    }
    try {
      var header = new JWSHeader.Builder(JWSAlgorithm.ES256);
      var jwt =
          new SignedJWT(
              header.type(new JOSEObjectType(kind.type())).keyID("k1").build(), claims.build());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  void addContact(String user) {
    contacts.add(user);
  }

  void takeChatAway(boolean away) {
    chatAway = away;
  }

  @Override
  public void close() {
    server.disposeNow();
  }

  private org.reactivestreams.Publisher<Void> contacts(
      HttpServerRequest in, HttpServerResponse out) {
    String bearer = in.requestHeaders().get("Authorization", "");
    if (chatAway || !bearer.startsWith("Bearer ey")) {
      return out.status(chatAway ? 503 : 401).send();
    }
    Mono<String> known =
        in.receive()
            .aggregate()
            .asString()
            .map(
                body ->
                    contacts.stream()
                        .filter(user -> body.contains("\"" + user + "\""))
                        .collect(Collectors.joining("\",\"", "{\"users\":[\"", "\"]}")))
            .map(body -> body.replace("[\"\"]", "[]"));
    return out.header("Content-Type", "application/json").sendString(known);
  }

  private String bought() {
    return "{\"token\":\"%s\",\"expiresAt\":\"%s\"}"
        .formatted(token(TokenKind.SERVICE, "presence-service"), Instant.now().plusSeconds(600));
  }

  private static org.reactivestreams.Publisher<Void> json(HttpServerResponse out, String body) {
    return out.header("Content-Type", "application/json").sendString(Mono.just(body));
  }
}
