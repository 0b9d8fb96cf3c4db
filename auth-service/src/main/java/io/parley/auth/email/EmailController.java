package io.parley.auth.email;

import io.parley.auth.access.Clients;
import io.parley.edge.Caller;
import io.parley.edge.OpenPaths;
import io.parley.edge.Origins;
import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// The routes about one's address.
@RestController
final class EmailController {

  private final EmailChange change;
  private final EmailConfirmation confirmation;
  private final Clients clients;
  private final Origins origins;

  EmailController(
      EmailChange change, EmailConfirmation confirmation, Clients clients, Origins origins) {
    this.change = change;
    this.confirmation = confirmation;
    this.clients = clients;
    this.origins = origins;
  }

  /// The token stands in for a login.
  @Configuration(proxyBeanMethods = false)
  static class Open {

    @Bean
    OpenPaths emailRoutes() {
      return OpenPaths.of("POST /api/auth/verify-email");
    }
  }

  record TokenRequest(@Nullable String token) {

    @Override
    public String toString() {
      return "EmailController.TokenRequest";
    }
  }

  @PutMapping("/api/auth/email")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Mono<Void> change(
      Caller caller, @RequestBody EmailChange.Request request, ServerWebExchange exchange) {
    return clients.of(exchange.getRequest()).flatMap(client -> change.ask(caller, request, client));
  }

  @PostMapping("/api/auth/verify-email/resend")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Mono<Void> resend(Caller caller, ServerWebExchange exchange) {
    return clients.of(exchange.getRequest()).flatMap(client -> change.askAgain(caller, client));
  }

  @PostMapping("/api/auth/verify-email")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> verify(@RequestBody TokenRequest request, ServerWebExchange exchange) {
    if (origins.isForeign(exchange.getRequest())) {
      throw ProblemException.forbidden("A foreign origin (expected: an allowed one)");
    }
    var token = request.token();
    if (token == null) {
      throw ProblemException.invalid("token", "missing");
    }
    return confirmation.confirm(token);
  }
}
