package io.parley.auth.access;

import io.parley.auth.login.Endings;
import io.parley.auth.login.Login;
import io.parley.auth.login.LoginMode;
import io.parley.auth.login.Refreshing;
import io.parley.edge.AccessFilter;
import io.parley.edge.Credentials;
import io.parley.edge.Origins;
import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Ends the login of whoever asks. It may be known by the refresh token alone, since an access
/// token may have expired when somebody leaves: a refresh token in the body decides, else the
/// access token, else the refresh cookie.
@RestController
final class LogoutController {

  private static final String REASON = "logout";

  private final AccessFilter access;
  private final Credentials credentials;
  private final Origins origins;
  private final AuthCookies cookies;
  private final Refreshing refreshing;
  private final Endings endings;

  LogoutController(
      AccessFilter access,
      Credentials credentials,
      Origins origins,
      AuthCookies cookies,
      Refreshing refreshing,
      Endings endings) {
    this.access = access;
    this.credentials = credentials;
    this.origins = origins;
    this.cookies = cookies;
    this.refreshing = refreshing;
    this.endings = endings;
  }

  @PostMapping("/api/auth/logout")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> logOut(
      @RequestBody(required = false) AccessController.@Nullable RefreshRequest body,
      ServerWebExchange exchange) {
    var inBody = body == null ? null : body.refreshToken();
    return ended(inBody, exchange.getRequest())
        .then(Mono.fromRunnable(() -> cookies.clear(exchange.getResponse())));
  }

  private Mono<Void> ended(@Nullable String inBody, ServerHttpRequest request) {
    if (inBody != null) {
      return refreshing.loginBehind(inBody, LoginMode.BODY).flatMap(this::end);
    }
    if (credentials.of(request) != null) {
      return access
          .userBehind(request)
          .flatMap(caller -> endings.end(caller.login(), caller.user(), REASON));
    }
    return byCookie(request);
  }

  private Mono<Void> byCookie(ServerHttpRequest request) {
    var token = cookies.refreshToken(request);
    if (token == null) {
      return Mono.error(ProblemException.unauthenticated("No credential"));
    }
    return origins.proveChange(request)
        ? refreshing.loginBehind(token, LoginMode.COOKIE).flatMap(this::end)
        : Mono.error(
            ProblemException.forbidden("No proof of origin (expected: an allowed Origin)"));
  }

  private Mono<Void> end(Login login) {
    return endings.end(login, REASON);
  }
}
