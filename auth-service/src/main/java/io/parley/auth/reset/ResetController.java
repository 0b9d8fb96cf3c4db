package io.parley.auth.reset;

import io.parley.auth.access.Clients;
import io.parley.auth.account.AccountRules;
import io.parley.edge.OpenPaths;
import io.parley.edge.Origins;
import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// The routes of somebody who forgot their password.
@RestController
final class ResetController {

  private final ResetRequests requests;
  private final PasswordReset reset;
  private final Clients clients;
  private final Origins origins;

  ResetController(ResetRequests requests, PasswordReset reset, Clients clients, Origins origins) {
    this.requests = requests;
    this.reset = reset;
    this.clients = clients;
    this.origins = origins;
  }

  @Configuration(proxyBeanMethods = false)
  static class Open {

    @Bean
    OpenPaths resetRoutes() {
      return OpenPaths.of("POST /api/auth/password-reset", "POST /api/auth/password-reset/confirm");
    }
  }

  record Request(@Nullable String email) {

    @Override
    public String toString() {
      return "ResetController.Request";
    }
  }

  record ConfirmRequest(@Nullable String token, @Nullable String newPassword) {

    @Override
    public String toString() {
      return "ResetController.ConfirmRequest";
    }
  }

  @PostMapping("/api/auth/password-reset")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Mono<Void> ask(@RequestBody Request request, ServerWebExchange exchange) {
    notForeign(exchange);
    var email = request.email();
    var refusal = AccountRules.email("email", email);
    if (email == null || refusal != null) {
      throw ProblemException.invalid("email", refusal == null ? "missing" : refusal.message());
    }
    return clients.of(exchange.getRequest()).flatMap(client -> requests.ask(email, client));
  }

  @PostMapping("/api/auth/password-reset/confirm")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> confirm(@RequestBody ConfirmRequest request, ServerWebExchange exchange) {
    notForeign(exchange);
    var token = request.token();
    var next = request.newPassword();
    if (token == null) {
      throw ProblemException.invalid("token", "missing");
    }
    if (next == null) {
      throw ProblemException.invalid("newPassword", "missing");
    }
    return reset.reset(token, next);
  }

  private void notForeign(ServerWebExchange exchange) {
    if (origins.isForeign(exchange.getRequest())) {
      throw ProblemException.forbidden("A foreign origin (expected: an allowed one)");
    }
  }
}
