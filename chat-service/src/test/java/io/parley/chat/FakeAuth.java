package io.parley.chat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.common.bus.Revocation;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import io.parley.common.token.Claims;
import io.parley.common.token.TokenKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/// An auth-service over real HTTP, as far as a chat node needs one: keys, service tokens, the
/// directory, revocations. It also is the place where tests get tokens from.
public final class FakeAuth implements AutoCloseable {

  public static final String SERVICE_SECRET = "the-service-secret-of-tests";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long HOUR_SECONDS = 3600;

  private final ECKey key;
  private final DisposableServer server;
  private final Set<UserId> users = ConcurrentHashMap.newKeySet();
  private final List<Revocation> revocations = new CopyOnWriteArrayList<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final Map<String, String> foreign = new ConcurrentHashMap<>();
  private volatile boolean away;

  private FakeAuth() {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID("test-key").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/.well-known/jwks.json", this::keys)
                        .post("/internal/service-token", this::serviceToken)
                        .post("/internal/users/lookup", this::lookup)
                        .post("/internal/foreign-tokens", this::foreignToken)
                        .get("/internal/revocations", this::revocations))
            .bindNow();
  }

  public static FakeAuth start() {
    return new FakeAuth();
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /// A new user that the directory knows.
  public UserId user(String name) {
    var user = new UserId(name + "-" + UUID.randomUUID().toString().substring(0, 8));
    users.add(user);
    return user;
  }

  /// An access token of a new login, good for an hour.
  public String token(UserId user) {
    return token(
        user, new LoginId("login-" + UUID.randomUUID()), Instant.now().plusSeconds(HOUR_SECONDS));
  }

  public String token(UserId user, LoginId login, Instant expiresAt) {
    return sign(
        TokenKind.ACCESS,
        user.value(),
        expiresAt,
        claims -> claims.claim(Claims.LOGIN, login.value()).claim(Claims.ROLES, List.of("user")));
  }

  /// A ticket for one socket.
  ///
  /// @param until the end of the access token that bought it
  public String ticket(UserId user, LoginId login, Instant expiresAt, Instant until) {
    return sign(
        TokenKind.TICKET,
        user.value(),
        expiresAt,
        claims ->
            claims
                .claim(Claims.LOGIN, login.value())
                .claim(Claims.ROLES, List.of("user"))
                .claim(Claims.UNTIL, until.getEpochSecond()));
  }

  /// What another service shows.
  public String serviceToken(String service) {
    return sign(
        TokenKind.SERVICE, service, Instant.now().plusSeconds(HOUR_SECONDS), claims -> claims);
  }

  /// A token of an issuer that the platform trusts, exchanged for this one from now on.
  public String foreignToken(String own) {
    var token =
        sign(
            TokenKind.ACCESS,
            UUID.randomUUID().toString(),
            Instant.now().plusSeconds(HOUR_SECONDS),
            claims -> claims.issuer("https://issuer.example"));
    foreign.put(token, own);
    return token;
  }

  /// Ends a login, as the polled list tells; the bus is the test's own business.
  public Revocation revoke(LoginId login, UserId user) {
    var revocation = new Revocation(login, user, Instant.now());
    revocations.add(revocation);
    return revocation;
  }

  /// Answers 503 from now on, or no longer.
  public void setAway(boolean now) {
    away = now;
  }

  /// How often the directory was asked.
  public int lookups() {
    return lookups.get();
  }

  @Override
  public void close() {
    server.disposeNow();
  }

  private interface Claiming {
    JWTClaimsSet.Builder add(JWTClaimsSet.Builder claims);
  }

  private String sign(TokenKind kind, String subject, Instant expiresAt, Claiming more) {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(kind.type()))
            .keyID(key.getKeyID())
            .build();
    var claims =
        more.add(
                new JWTClaimsSet.Builder()
                    .issuer(Claims.ISSUER)
                    .audience(kind.audience())
                    .subject(subject)
                    .jwtID(UUID.randomUUID().toString())
                    .issueTime(new Date())
                    .expirationTime(Date.from(expiresAt)))
            .build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private Publisher<Void> keys(HttpServerRequest request, HttpServerResponse response) {
    return answer(response, new JWKSet(key.toPublicJWK()).toString());
  }

  private Publisher<Void> serviceToken(HttpServerRequest request, HttpServerResponse response) {
    if (!("Bearer " + SERVICE_SECRET).equals(request.requestHeaders().get("Authorization"))) {
      return response.status(401).send();
    }
    return body(request, Buyer.class)
        .flatMap(
            body -> {
              var token = serviceToken(body.service());
              var end = Instant.now().plusSeconds(HOUR_SECONDS);
              return Mono.from(
                  answer(
                      response,
                      JSON.writeValueAsString(
                          Map.of("token", token, "expiresAt", end.toString()))));
            });
  }

  private Publisher<Void> lookup(HttpServerRequest request, HttpServerResponse response) {
    lookups.incrementAndGet();
    if (isForeign(request)) {
      return response.status(401).send();
    }
    return body(request, Question.class)
        .flatMap(
            body -> {
              var found = new ArrayList<Map<String, Object>>();
              for (var id : body.ids()) {
                var user = new UserId(id);
                if (users.contains(user)) {
                  found.add(
                      Map.of("id", user.value(), "username", user.value(), "fullName", "A user"));
                }
              }
              return Mono.from(answer(response, JSON.writeValueAsString(Map.of("users", found))));
            });
  }

  private Publisher<Void> foreignToken(HttpServerRequest request, HttpServerResponse response) {
    if (isForeign(request)) {
      return response.status(401).send();
    }
    return body(request, Shown.class)
        .flatMap(
            body -> {
              var own = foreign.get(body.token());
              var renewAt = Instant.now().plusSeconds(HOUR_SECONDS).toString();
              var said =
                  own == null
                      ? Map.of("refusal", "The token is not valid")
                      : Map.of("token", own, "renewAt", renewAt);
              return Mono.from(answer(response, JSON.writeValueAsString(said)));
            });
  }

  private Publisher<Void> revocations(HttpServerRequest request, HttpServerResponse response) {
    if (isForeign(request)) {
      return response.status(401).send();
    }
    var items =
        revocations.stream()
            .map(
                one ->
                    Map.of(
                        "login", one.login().value(),
                        "user", one.user().value(),
                        "at", one.at().toString()))
            .toList();
    return answer(
        response, JSON.writeValueAsString(Map.of("items", items, "next", "", "more", false)));
  }

  /// Whoever shows no token of a service.
  private static boolean isForeign(HttpServerRequest request) {
    var authorization = request.requestHeaders().get("Authorization");
    return authorization == null || !authorization.startsWith("Bearer ey");
  }

  private Publisher<Void> answer(HttpServerResponse response, @Nullable String json) {
    return away
        ? response.status(503).send()
        : response.header("Content-Type", "application/json").sendString(Mono.justOrEmpty(json));
  }

  private record Buyer(String service) {}

  private record Question(List<String> ids) {}

  private record Shown(String token) {}

  private static <T> Mono<T> body(HttpServerRequest request, Class<T> type) {
    return request.receive().aggregate().asString().map(text -> JSON.readValue(text, type));
  }
}
