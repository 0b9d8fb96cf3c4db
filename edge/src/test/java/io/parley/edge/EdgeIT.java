package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.UserId;
import io.parley.common.token.TokenKind;
import io.parley.edge.http.ReadyCheck;
import io.parley.edge.http.RequestContext;
import io.parley.edge.token.ForeignForm;
import io.parley.edge.token.ForeignTokens;
import io.parley.edge.token.KeySource;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// The edge around a small service, over real HTTP.
class EdgeIT {

  private static final TestKeys KEYS = new TestKeys("key-1");
  private static final AtomicBoolean READY = new AtomicBoolean(true);

  private static @Nullable ConfigurableApplicationContext context;

  private final WebTestClient http =
      WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port()).build();
  private final String token = KEYS.token(TokenKind.ACCESS, "u1", Instant.now().plusSeconds(60));

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({EdgeWebConfiguration.class, EdgeAccessConfiguration.class, Routes.class})
  static class Small {

    @Bean
    KeySource keys() {
      return KEYS;
    }

    @Bean
    LoginState logins() {
      return login -> Mono.just(login.value().equals("login-of-gone"));
    }

    @Bean
    ForeignTokens foreignTokens() {
      return new ForeignTokens() {
        @Override
        public boolean mayBe(String token) {
          return ForeignForm.mayBe(token);
        }

        @Override
        public Mono<Exchanged> exchange(String token) {
          var end = Instant.now().plusSeconds(60);
          return Mono.just(new Exchanged(KEYS.token(TokenKind.ACCESS, "u7", end), end));
        }
      };
    }

    @Bean
    OpenPaths open() {
      return OpenPaths.of("POST /api/open/**");
    }

    @Bean
    ReadyCheck check() {
      return () -> Mono.fromSupplier(READY::get);
    }
  }

  record Body(
      String text,
      int number,
      @Nullable UserId user,
      @Nullable Instant at,
      List<String> list,
      boolean flag) {}

  @RestController
  static class Routes {

    @GetMapping("/api/me")
    Mono<Map<String, String>> me(Caller caller) {
      return Mono.deferContextual(
          context ->
              Mono.just(
                  Map.of(
                      "user", caller.user().value(),
                      "credential", caller.credential().name(),
                      "context", String.valueOf(RequestContext.user(context)),
                      "requestId", RequestContext.requestId(context))));
    }

    @PostMapping("/api/me")
    Body change(Caller caller, @RequestBody Body body) {
      return body;
    }

    @PostMapping("/api/open/echo")
    Body echo(@RequestBody Body body) {
      return body;
    }

    @PostMapping("/api/open/store")
    Mono<String> store() {
      return Mono.error(new IOException("Connection reset by peer"));
    }

    @PostMapping("/api/server/echo")
    Body bulk(Caller caller, @RequestBody Body body) {
      return body;
    }

    @GetMapping("/api/users/{id}")
    UserId user(@PathVariable UserId id) {
      return id;
    }

    @GetMapping("/api/number")
    int number(@RequestParam int limit) {
      return limit;
    }

    @GetMapping("/api/broken")
    String broken() {
      throw new IllegalStateException("secret detail at io.parley.Internal");
    }

    @GetMapping("/api/away")
    Mono<String> away() {
      return Mono.error(new java.util.concurrent.TimeoutException("mongodb://user:password@host"));
    }

    @GetMapping("/api/reset")
    Mono<String> reset() {
      return Mono.error(
          ProblemException.tryAgain("broke off", new IOException("Connection reset by peer")));
    }

    @GetMapping("/internal/thing")
    String internal(Caller caller) {
      return caller.user().value();
    }

    @GetMapping("/elsewhere")
    String elsewhere(Caller caller) {
      return caller.user().value();
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Small.class)
            .properties(
                "server.port=0",
                "server.address=127.0.0.1",
                "PARLEY_PUBLIC_ORIGIN=http://localhost:8080")
            .run();
  }

  @AfterAll
  static void stop() {
    if (context != null) {
      context.close();
    }
  }

  private static String port() {
    return context == null
        ? "0"
        : String.valueOf(context.getEnvironment().getProperty("local.server.port"));
  }

  @Test
  void getWhenBearerOfAnotherIssuerThenTheCallerOfTheExchangedToken() {
    var foreign =
        KEYS.token(
            TokenKind.ACCESS,
            "theirs",
            Instant.now().plusSeconds(60),
            header -> {},
            claims -> claims.issuer("https://issuer.example"));

    http.get()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(foreign))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.user")
        .isEqualTo("u7");
  }

  @Test
  void getWhenBearerThenCallerAndContext() {
    http.get()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(token))
        .header("X-Request-Id", "abc-1")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("X-Request-Id", "abc-1")
        .expectHeader()
        .valueEquals(HttpHeaders.CACHE_CONTROL, "no-store")
        .expectBody()
        .jsonPath("$.user")
        .isEqualTo("u1")
        .jsonPath("$.credential")
        .isEqualTo("BEARER")
        .jsonPath("$.context")
        .isEqualTo("u1")
        .jsonPath("$.requestId")
        .isEqualTo("abc-1");
  }

  @Test
  void getWhenRequestIdIsOddThenReplaced() {
    http.get()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(token))
        .header("X-Request-Id", "a b;c")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueMatches("X-Request-Id", "[0-9a-f]{24}");
  }

  @Test
  void getWhenCookieThenCaller() {
    http.get()
        .uri("/api/me")
        .cookie("parley_access", token)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.credential")
        .isEqualTo("COOKIE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/me",
        "/api/nothing",
        "/%61pi/me",
        "/api/me;x=1",
        "/internal/thing",
        "/%69nternal/thing",
        "/elsewhere"
      })
  void getWhenNoCredentialThenUnauthenticated(String path) {
    http.get()
        .uri(java.net.URI.create("http://127.0.0.1:" + port() + path))
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectHeader()
        .exists("X-Request-Id")
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/unauthenticated")
        .jsonPath("$.status")
        .isEqualTo(401);
  }

  @Test
  void getWhenBadBearerBesideGoodCookieThenUnauthenticated() {
    http.get()
        .uri("/api/me")
        .header("Authorization", "Bearer nonsense")
        .cookie("parley_access", token)
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void getWhenLoginEndedThenUnauthenticated() {
    var gone = KEYS.token(TokenKind.ACCESS, "gone", Instant.now().plusSeconds(60));

    http.get()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(gone))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void getWhenTicketInQueryThenUnauthenticated() {
    var ticket = KEYS.token(TokenKind.TICKET, "u1", Instant.now().plusSeconds(30));

    http.get().uri("/api/me?ticket=" + ticket).exchange().expectStatus().isUnauthorized();
    http.get()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(ticket))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void internalWhenServiceTokenThenName() {
    var service = KEYS.token(TokenKind.SERVICE, "chat-service", Instant.now().plusSeconds(60));

    http.get()
        .uri("/internal/thing")
        .headers(h -> h.setBearerAuth(service))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo("chat-service");
    http.get()
        .uri("/internal/thing")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isUnauthorized();
    http.get()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(service))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void postWhenCookieWithoutProofOfOriginThenForbidden() {
    http.post()
        .uri("/api/me")
        .cookie("parley_access", token)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(BODY)
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/forbidden");
    http.post()
        .uri("/api/me")
        .cookie("parley_access", token)
        .header("Origin", "http://evil.org")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(BODY)
        .exchange()
        .expectStatus()
        .isForbidden();
    http.post()
        .uri("/api/me")
        .cookie("parley_access", token)
        .header("Origin", "http://localhost:8080")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(BODY)
        .exchange()
        .expectStatus()
        .isOk();
    http.post()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(token))
        .header("Origin", "http://evil.org")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(BODY)
        .exchange()
        .expectStatus()
        .isOk();
  }

  private static final String BODY =
      "{\"text\":\"a\",\"number\":1,\"at\":\"2026-01-31T12:00:00Z\",\"list\":[\"x\"],\"flag\":true,\"unknown\":{}}";

  @Test
  void echoWhenTimeThenMilliseconds() {
    echo(BODY)
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.at")
        .isEqualTo("2026-01-31T12:00:00.000Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\":1,\"number\":1} | text",
        "{\"text\":true,\"number\":1} | text",
        "{\"text\":\"a\",\"number\":\"1\"} | number",
        "{\"text\":\"a\",\"number\":1.5} | number",
        "{\"text\":\"a\",\"number\":null} | number",
        "{\"text\":\"a\",\"number\":1,\"flag\":\"true\"} | flag",
        "{\"text\":\"a\",\"number\":1,\"flag\":1} | flag",
        "{\"text\":\"a\",\"number\":1,\"list\":\"x\"} | list",
        "{\"text\":\"a\",\"number\":1,\"list\":[{}]} | list[0]",
        "{\"text\":\"a\",\"number\":1,\"user\":\"a b\"} | user",
        "{\"text\":\"a\",\"number\":1,\"user\":{}} | user",
        "{\"text\":\"a\",\"number\":1,\"at\":\"soon\"} | at",
        "[] | body",
        "1 | body",
        "{\"text\": | body",
        "{\"text\":\"a\",\"text\":\"b\"} | body",
        "{\"text\":\"a\",\"number\":1,\"flag\":true} {} | body",
        "nonsense | body"
      })
  void echoWhenFieldIsWrongThenInvalidNamesIt(String body, String field) {
    echo(body)
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/invalid")
        .jsonPath("$.errors[0].field")
        .isEqualTo(field)
        .jsonPath("$.detail")
        .value(String.class, detail -> assertThat(detail).doesNotContain("io.parley", "java."));
  }

  @Test
  void echoWhenBeyondJsonLimitsEvenInIgnoredFieldsThenInvalid() {
    echo("{\"ignored\":" + "[".repeat(101) + "]".repeat(101) + "}").expectStatus().isBadRequest();
    echo("{\"ignored\":" + "9".repeat(1001) + "}").expectStatus().isBadRequest();
    echo("{\"" + "n".repeat(1025) + "\":1}").expectStatus().isBadRequest();
    echo(BODY.replace("{}", "9".repeat(1000))).expectStatus().isOk();
  }

  @Test
  void echoWhenEmptyThenInvalid() {
    http.post()
        .uri("/api/open/echo")
        .contentType(MediaType.APPLICATION_JSON)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.errors[0].message")
        .isEqualTo("missing (expected: a JSON object)");
  }

  @Test
  void echoWhenTooLargeThenSaysSo() {
    echo(BODY.replace("\"a\"", "\"" + "a".repeat(140_000) + "\""))
        .expectStatus()
        .isEqualTo(413)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/too-large");
    http.post()
        .uri("/api/open/echo")
        .contentType(MediaType.APPLICATION_JSON)
        .body(reactor.core.publisher.Flux.range(0, 200).map(i -> " ".repeat(1024)), String.class)
        .exchange()
        .expectStatus()
        .isEqualTo(413);
  }

  @Test
  void bulkWhenLargerThanOthersMayBeThenRead() {
    http.post()
        .uri("/api/server/echo")
        .headers(h -> h.setBearerAuth(token))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(BODY.replace("\"a\"", "\"" + "a".repeat(140_000) + "\""))
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void postWhenNotJsonThenUnsupported() {
    http.post()
        .uri("/api/open/echo")
        .contentType(MediaType.TEXT_PLAIN)
        .bodyValue("x")
        .exchange()
        .expectStatus()
        .isEqualTo(415)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/unsupported-type");
  }

  @Test
  void deleteWhenNotOfferedThenMethodNotAllowed() {
    http.delete()
        .uri("/api/me")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isEqualTo(405)
        .expectHeader()
        .exists("Allow")
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/method-not-allowed");
  }

  @Test
  void getWhenRouteOrIdIsUnknownThenNotFound() {
    http.get()
        .uri("/api/nothing")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isNotFound()
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("/problems/not-found");
    http.get()
        .uri("/api/users/{id}", "a b$c")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isNotFound();
    http.get()
        .uri("/api/number?limit=x")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.errors[0].field")
        .isEqualTo("limit");
    http.get()
        .uri("/api/number")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isBadRequest();
  }

  @Test
  void getWhenItFailsThenNothingInternalLeaves() {
    http.get()
        .uri("/api/broken")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isEqualTo(500)
        .expectBody(String.class)
        .value(
            String.class::cast,
            body ->
                assertThat(body)
                    .contains("/problems/internal")
                    .doesNotContain("secret", "io.parley"));
    http.get()
        .uri("/api/away")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isEqualTo(503)
        .expectHeader()
        .valueEquals("Retry-After", "1")
        .expectBody(String.class)
        .value(
            String.class::cast,
            body ->
                assertThat(body)
                    .contains("/problems/try-again", "\"retryAfterMillis\":1000")
                    .doesNotContain("password"));
  }

  @Test
  void readyWhenACheckFailsThenDown() {
    http.get()
        .uri("/internal/ready")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("UP");
    READY.set(false);
    http.get()
        .uri("/internal/ready")
        .exchange()
        .expectStatus()
        .isEqualTo(503)
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("DOWN");
    READY.set(true);
  }

  private WebTestClient.ResponseSpec echo(String body) {
    return http.post()
        .uri("/api/open/echo")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  @Test
  void callWhenWhatIsBehindBreaksOffThenTryAgainAndNotTakenForTheClient() {
    http.get()
        .uri("/api/reset")
        .headers(h -> h.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isEqualTo(503)
        .expectHeader()
        .valueEquals("Retry-After", "1");
  }
}
