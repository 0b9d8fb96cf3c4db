package io.parley.auth.federated;

import io.parley.auth.access.AuthCookies;
import io.parley.auth.access.Clients;
import io.parley.auth.federated.Flows.Returned;
import io.parley.auth.federated.provider.Provider;
import io.parley.auth.federated.provider.Providers;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.login.Client;
import io.parley.auth.login.KnownNetworks;
import io.parley.auth.login.LoginMode;
import io.parley.auth.login.LoginStarter;
import io.parley.common.id.UserId;
import io.parley.edge.LoginState;
import io.parley.edge.OpenPaths;
import io.parley.edge.ProblemException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/// Logins by a provider: the list of them, the way there, and the way back, which ends with the
/// cookies of a login as a password's does, or with an identity linked to the user who asked for
/// it.
@RestController
final class OidcController {

  private static final String FETCH_MODE = "Sec-Fetch-Mode";
  private static final String NAVIGATE = "navigate";

  /// The parameter by which a page learns that a login failed, and by which problem.
  private static final String PROBLEM = "oidc_problem";

  private final Providers providers;
  private final Flows flows;
  private final FlowCookie cookie;
  private final Linking linking;
  private final Tries tries;
  private final Starting starting;

  OidcController(
      Providers providers,
      Flows flows,
      FlowCookie cookie,
      Linking linking,
      Tries tries,
      Starting starting) {
    this.providers = providers;
    this.flows = flows;
    this.cookie = cookie;
    this.linking = linking;
    this.tries = tries;
    this.starting = starting;
  }

  /// Nobody is logged in yet; the way back has a proof of its own.
  @Configuration(proxyBeanMethods = false)
  static class Open {

    @Bean
    OpenPaths oidcRoutes() {
      return OpenPaths.of(
          "GET /api/auth/oidc", "GET /api/auth/oidc/*", "GET /api/auth/oidc/*/callback");
    }
  }

  /// What a login starts with, once it is known whose it is.
  @Component
  record Starting(
      Clients clients,
      LoginStarter starter,
      LoginState logins,
      KnownNetworks networks,
      MappedRoles roles,
      AuthCookies cookies) {}

  /// @param provider its name in the other routes
  /// @param title for people
  record ProviderView(String provider, String title) {

    static ProviderView of(Provider provider) {
      return new ProviderView(provider.settings().name(), provider.settings().title());
    }
  }

  /// All of them, on one page.
  record Listed(List<ProviderView> items, @Nullable String next) {}

  @GetMapping("/api/auth/oidc")
  Listed list() {
    return new Listed(providers.forLogins().stream().map(ProviderView::of).toList(), null);
  }

  @GetMapping("/api/auth/oidc/{name}")
  Mono<Void> start(
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String redirect,
      ServerWebExchange exchange) {
    var provider = provider(name);
    var path = LocalPaths.checked(redirect);
    if (!isNavigation(exchange.getRequest())) {
      throw ProblemException.forbidden("Not a navigation (expected: a link that somebody follows)");
    }
    var flow = flows.newFlow(provider, path, null);
    return flows
        .begin(provider, flow)
        .doOnNext(there -> cookie.set(exchange.getResponse(), flow))
        .flatMap(there -> sendTo(there, exchange))
        .onErrorResume(ProblemException.class, problem -> failed(problem, path, exchange));
  }

  @GetMapping("/api/auth/oidc/{name}/callback")
  Mono<Void> finish(@PathVariable String name, ServerWebExchange exchange) {
    var provider = provider(name);
    var flow = cookie.of(exchange.getRequest());
    cookie.clear(exchange.getResponse());
    var returned = returned(exchange.getRequest());
    return flows
        .fresh(provider, flow, returned)
        .flatMap(
            own ->
                starting
                    .clients()
                    .of(exchange.getRequest())
                    .flatMap(
                        client ->
                            tries.counted(
                                client,
                                flows
                                    .said(provider, own, returned)
                                    .flatMap(said -> welcome(said, own, client, exchange))))
                    .then(Mono.defer(() -> sendTo(URI.create(own.redirect()), exchange))))
        .onErrorResume(ProblemException.class, problem -> failed(problem, pathOf(flow), exchange));
  }

  /// Whoever follows links is brought back to a page, which can say what happened and what to do;
  /// everyone else gets the problem itself.
  private static Mono<Void> failed(
      ProblemException problem, String path, ServerWebExchange exchange) {
    if (!NAVIGATE.equals(exchange.getRequest().getHeaders().getFirst(FETCH_MODE))) {
      return Mono.error(problem);
    }
    var back =
        UriComponentsBuilder.fromUriString(path)
            .replaceQueryParam(PROBLEM, problem.type().wireName())
            .build()
            .toUriString();
    return sendTo(URI.create(back), exchange);
  }

  private Mono<Void> welcome(Statement said, Flow flow, Client client, ServerWebExchange exchange) {
    var user = flow.user();
    return user == null ? logIn(said, client, exchange) : link(said, user, flow);
  }

  private Mono<Void> logIn(Statement said, Client client, ServerWebExchange exchange) {
    return linking
        .accountOf(said, client)
        .flatMap(account -> starting.roles().applied(account, said, null))
        .flatMap(
            account ->
                starting
                    .starter()
                    .start(account, LoginMode.COOKIE, client)
                    .flatMap(
                        tokens ->
                            starting.networks().remember(account.id(), client).thenReturn(tokens)))
        .doOnNext(tokens -> starting.cookies().set(exchange.getResponse(), tokens))
        .then();
  }

  /// As long as the login lives that asked for it.
  private Mono<Void> link(Statement said, UserId user, Flow flow) {
    var login = flow.login();
    return (login == null ? Mono.just(true) : starting.logins().ended(login))
        .flatMap(
            ended ->
                ended
                    ? Mono.error(ProblemException.unauthenticated("The login has ended"))
                    : linking.link(said, user));
  }

  private Provider provider(String name) {
    return providers.forLogin(name).orElseThrow(ProblemException::notFound);
  }

  /// A picture or a script of another page must not put its flow in place of the one that goes on
  /// (Fetch Metadata); a browser that does not say, may.
  private static boolean isNavigation(ServerHttpRequest request) {
    var mode = request.getHeaders().getFirst(FETCH_MODE);
    return mode == null || mode.equals(NAVIGATE);
  }

  private static Returned returned(ServerHttpRequest request) {
    return new Returned(
        only(request, "state"),
        only(request, "code"),
        only(request, "error"),
        only(request, "iss"));
  }

  /// RFC 6749, 3.1: each parameter once at most.
  private static @Nullable String only(ServerHttpRequest request, String name) {
    var values = request.getQueryParams().get(name);
    if (values == null) {
      return null;
    }
    if (values.size() > 1) {
      throw ProblemException.invalid(name, "repeated (expected: once)");
    }
    return values.getFirst();
  }

  private static String pathOf(@Nullable Flow flow) {
    return flow == null ? "/" : flow.redirect();
  }

  private static Mono<Void> sendTo(URI place, ServerWebExchange exchange) {
    exchange.getResponse().setStatusCode(HttpStatus.FOUND);
    exchange.getResponse().getHeaders().setLocation(place);
    return exchange.getResponse().setComplete();
  }
}
