package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Channels;
import io.parley.common.bus.Revocation;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import io.parley.edge.http.JsonRules;
import io.parley.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

/// Ended logins and service tokens, against an auth-service of the test's own and a real Redis.
class RevokedLoginsIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final JsonMapper json = JsonRules.mapper();
  private final List<Revocation> ended = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final DisposableServer auth =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .route(
              routes ->
                  routes
                      .post("/internal/service-token", this::sellToken)
                      .get("/internal/revocations", this::revocations))
          .bindNow();
  private final LettuceConnectionFactory redis =
      new LettuceConnectionFactory(
          LettuceConnectionFactory.createRedisConfiguration(TestRedis.url()));
  private final InternalClients clients = new InternalClients(json);
  private final String authUrl = "http://127.0.0.1:" + auth.port();
  private final ServiceTokens serviceTokens =
      new ServiceTokens(clients.plain(authUrl), "chat-service", "the secret", Clock.systemUTC());

  private org.reactivestreams.Publisher<Void> sellToken(
      HttpServerRequest request, HttpServerResponse response) {
    assertThat(request.requestHeaders().get("Authorization")).isEqualTo("Bearer the secret");
    return response
        .header("Content-Type", "application/json")
        .sendString(
            Mono.just(
                "{\"token\":\"token-%d\",\"expiresAt\":\"%s\"}"
                    .formatted(tokens.incrementAndGet(), Instant.now().plusSeconds(600))));
  }

  private org.reactivestreams.Publisher<Void> revocations(
      HttpServerRequest request, HttpServerResponse response) {
    if (refusals.getAndDecrement() > 0) {
      return response.status(401).send();
    }
    var after =
        request.uri().endsWith("after=")
            ? 0
            : Integer.parseInt(request.uri().replaceAll(".*after=", ""));
    var page = ended.stream().skip(after).limit(1).toList();
    var next = after + page.size();
    return response
        .header("Content-Type", "application/json")
        .sendString(
            Mono.just(
                json.writeValueAsString(
                    new RevokedLogins.Page(page, String.valueOf(next), next < ended.size()))));
  }

  private RevokedLogins revokedLogins() {
    return new RevokedLogins(
        clients.authorized(authUrl, serviceTokens),
        new ReactiveStringRedisTemplate(redis),
        json,
        Clock.systemUTC());
  }

  @BeforeEach
  void connect() {
    redis.afterPropertiesSet();
    redis.start();
  }

  @AfterEach
  void close() {
    redis.destroy();
    auth.disposeNow();
    clients.destroy();
  }

  @Test
  void startWhenLoginsEndedBeforeThenAllPagesAreRead() {
    var logins = revokedLogins();
    for (int i = 0; i < 5; i++) {
      ended.add(revocation("before-" + i));
    }
    logins.start();

    eventually(() -> logins.isRevoked(new LoginId("before-4")));
    assertThat(logins.isRevoked(new LoginId("before-0"))).isTrue();
    assertThat(logins.isRevoked(new LoginId("other"))).isFalse();
    StepVerifier.create(logins.ended(new LoginId("before-0"))).expectNext(true).verifyComplete();
    logins.stop();
    assertThat(logins.isRunning()).isFalse();
  }

  @Test
  void revocationsWhenHeardOnTheBusThenToldOnce() {
    var logins = revokedLogins();
    logins.start();
    var template = new ReactiveStringRedisTemplate(redis);
    var message = json.writeValueAsString(revocation("bus-1"));

    StepVerifier.create(logins.revocations().next())
        .then(
            () ->
                Flux.interval(Duration.ofMillis(20))
                    .onBackpressureDrop()
                    .concatMap(tick -> template.convertAndSend(Channels.REVOCATIONS, "{not json"))
                    .concatMap(tick -> template.convertAndSend(Channels.REVOCATIONS, message))
                    .takeUntil(receivers -> receivers > 0)
                    .blockLast(SOON))
        .assertNext(revocation -> assertThat(revocation.login().value()).isEqualTo("bus-1"))
        .expectComplete()
        .verify(SOON);
    assertThat(logins.isRevoked(new LoginId("bus-1"))).isTrue();
    logins.stop();
  }

  @Test
  void filterWhenRefusedThenBuysAnotherTokenOnce() {
    refusals.set(1);
    ended.add(revocation("one"));
    var logins = revokedLogins();
    logins.start();

    eventually(() -> logins.isRevoked(new LoginId("one")));
    assertThat(tokens).hasValue(2);
    logins.stop();
  }

  @Test
  void tokenWhenAskedManyTimesThenBoughtOnce() {
    Flux.range(0, 50).flatMap(i -> serviceTokens.token(), 50).blockLast(SOON);

    assertThat(serviceTokens.token().block(SOON)).isEqualTo("token-1");
    assertThat(tokens).hasValue(1);
  }

  private static Revocation revocation(String login) {
    var now = Instant.now();
    return new Revocation(new LoginId(login), new UserId("u1"), now, now.plusSeconds(60));
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    Flux.interval(Duration.ofMillis(20)).filter(tick -> condition.getAsBoolean()).blockFirst(SOON);
  }
}
