package io.parley.auth.access;

import io.parley.auth.access.TokenDelivery.Refreshed;
import io.parley.auth.access.TokenDelivery.SignedIn;
import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.UserView;
import io.parley.auth.login.Client;
import io.parley.auth.login.LoginMode;
import io.parley.auth.login.LoginStarter;
import io.parley.auth.login.Refreshing;
import io.parley.edge.Caller;
import io.parley.edge.Origins;
import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Sign-up, login, refresh and check.
@RestController
final class AccessController {

  private static final int MAX_NAME = 254;

  private final SignUp signUp;
  private final PasswordLogin passwordLogin;
  private final Accounts accounts;
  private final Starting starting;
  private final Refreshing refreshing;
  private final AuthCookies cookies;

  AccessController(
      SignUp signUp,
      PasswordLogin passwordLogin,
      Accounts accounts,
      Starting starting,
      Refreshing refreshing,
      AuthCookies cookies) {
    this.signUp = signUp;
    this.passwordLogin = passwordLogin;
    this.accounts = accounts;
    this.starting = starting;
    this.refreshing = refreshing;
    this.cookies = cookies;
  }

  /// What a login starts with, once it is known whose it is.
  @Component
  record Starting(Clients clients, LoginStarter starter, TokenDelivery delivery, Origins origins) {}

  record LoginRequest(@Nullable String login, @Nullable String password, @Nullable String tokens) {

    @Override
    public String toString() {
      return "LoginRequest";
    }
  }

  record RefreshRequest(@Nullable String refreshToken) {

    @Override
    public String toString() {
      return "RefreshRequest";
    }
  }

  @PostMapping("/api/auth/signup")
  @ResponseStatus(HttpStatus.CREATED)
  Mono<SignedIn> signUp(@RequestBody SignUp.Request request, ServerWebExchange exchange) {
    notForeign(exchange);
    var mode = TokenDelivery.mode(request.tokens());
    return starting
        .clients()
        .of(exchange.getRequest())
        .flatMap(
            client ->
                signUp
                    .signUp(request, client)
                    .flatMap(account -> begin(account, mode, client, exchange)));
  }

  @PostMapping("/api/auth/login")
  Mono<SignedIn> logIn(@RequestBody LoginRequest request, ServerWebExchange exchange) {
    notForeign(exchange);
    var mode = TokenDelivery.mode(request.tokens());
    var name = required("login", request.login());
    if (name.length() > MAX_NAME) {
      throw ProblemException.invalid(
          "login", name.length() + " characters (expected: at most " + MAX_NAME + ")");
    }
    var password = required("password", request.password());
    return starting
        .clients()
        .of(exchange.getRequest())
        .flatMap(
            client ->
                passwordLogin
                    .check(new PasswordLogin.Attempt(name, password, client))
                    .flatMap(account -> begin(account, mode, client, exchange)));
  }

  @PostMapping("/api/auth/refresh")
  Mono<Refreshed> refresh(
      @RequestBody(required = false) @Nullable RefreshRequest request, ServerWebExchange exchange) {
    var inBody = request == null ? null : request.refreshToken();
    if (inBody != null) {
      return refreshed(inBody, LoginMode.BODY, exchange);
    }
    var inCookie = cookies.refreshToken(exchange.getRequest());
    if (inCookie == null) {
      throw ProblemException.unauthenticated("No refresh token (expected: cookie or refreshToken)");
    }
    if (!starting.origins().proveChange(exchange.getRequest())) {
      throw ProblemException.forbidden("No proof of origin (expected: an allowed Origin)");
    }
    return refreshed(inCookie, LoginMode.COOKIE, exchange);
  }

  @GetMapping("/api/auth/check")
  Mono<UserView> check(Caller caller) {
    return accounts
        .byId(caller.user())
        .map(UserView::forOneself)
        .switchIfEmpty(
            Mono.error(() -> ProblemException.unauthenticated("The user is not there any more")));
  }

  private Mono<SignedIn> begin(
      Account account, LoginMode mode, Client client, ServerWebExchange exchange) {
    var user = UserView.forOneself(account);
    return starting
        .starter()
        .start(account, mode, client)
        .map(tokens -> starting.delivery().signedIn(exchange.getResponse(), user, tokens, mode));
  }

  private Mono<Refreshed> refreshed(String token, LoginMode mode, ServerWebExchange exchange) {
    return refreshing
        .refresh(token, mode)
        .map(tokens -> starting.delivery().refreshed(exchange.getResponse(), tokens, mode));
  }

  private void notForeign(ServerWebExchange exchange) {
    if (starting.origins().isForeign(exchange.getRequest())) {
      throw ProblemException.forbidden("A foreign origin (expected: an allowed one)");
    }
  }

  private static String required(String field, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw ProblemException.invalid(field, "missing");
    }
    return value;
  }
}
