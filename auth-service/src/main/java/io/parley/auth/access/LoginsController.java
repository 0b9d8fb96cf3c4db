package io.parley.auth.access;

import io.parley.auth.AuthSettings;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Endings;
import io.parley.auth.token.TokenIssuer;
import io.parley.common.id.LoginId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// A user's own logins, and tickets for sockets.
@RestController
final class LoginsController {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Endings endings;
  private final TokenIssuer issuer;
  private final Limiter limiter;
  private final Limit tickets;

  LoginsController(Endings endings, TokenIssuer issuer, Limiter limiter, AuthSettings settings) {
    this.endings = endings;
    this.issuer = issuer;
    this.limiter = limiter;
    this.tickets = new Limit("ticket", settings.limits().ticketsUser(), WINDOW);
  }

  record Ticket(String ticket, Instant expiresAt) {

    @Override
    public String toString() {
      return "Ticket[until " + expiresAt + "]";
    }
  }

  @GetMapping("/api/auth/logins")
  Mono<LoginView.Page> logins(Caller caller) {
    return LoginView.Page.of(endings.livingOf(caller.user(), LoginView.MOST), caller);
  }

  @DeleteMapping("/api/auth/logins/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> end(Caller caller, @PathVariable LoginId id) {
    return endings
        .endOwn(caller.user(), id, "ended by its user")
        .flatMap(ended -> ended ? Mono.empty() : Mono.error(ProblemException.notFound()));
  }

  @PostMapping("/api/auth/ticket")
  @ResponseStatus(HttpStatus.CREATED)
  Mono<Ticket> ticket(Caller caller) {
    return limiter
        .take(tickets, caller.user().value())
        .flatMap(
            wait ->
                wait.isPositive()
                    ? Mono.error(
                        ProblemException.rateLimited("Too many tickets", wait, tickets.policy()))
                    : Mono.fromSupplier(() -> issuer.ticket(caller)))
        .map(issued -> new Ticket(issued.token(), issued.expiresAt()));
  }
}
