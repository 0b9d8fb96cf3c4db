package io.parley.auth.removal;

import io.parley.auth.access.AuthCookies;
import io.parley.auth.access.Clients;
import io.parley.auth.access.CurrentPassword;
import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Administrators;
import io.parley.auth.audit.Audit;
import io.parley.auth.login.Client;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Deletes the account of whoever asks.
@RestController
final class RemovalController {

  private final Accounts accounts;
  private final Administrators administrators;
  private final Proof proof;
  private final Removal removal;
  private final AuthCookies cookies;
  private final Audit audit;

  RemovalController(
      Accounts accounts,
      Administrators administrators,
      Proof proof,
      Removal removal,
      AuthCookies cookies,
      Audit audit) {
    this.accounts = accounts;
    this.administrators = administrators;
    this.proof = proof;
    this.removal = removal;
    this.cookies = cookies;
    this.audit = audit;
  }

  /// That it is the user who asks.
  @Component
  record Proof(Clients clients, CurrentPassword currentPassword) {}

  record Request(@Nullable String currentPassword) {

    @Override
    public String toString() {
      return "RemovalController.Request";
    }
  }

  @DeleteMapping(path = "/api/users/me", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> delete(Caller caller, @RequestBody Request request, ServerWebExchange exchange) {
    return deleted(caller, request.currentPassword(), exchange);
  }

  /// For accounts without a password: a deletion need not have a body.
  @DeleteMapping(path = "/api/users/me", headers = "!" + HttpHeaders.CONTENT_TYPE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> delete(Caller caller, ServerWebExchange exchange) {
    return deleted(caller, null, exchange);
  }

  private Mono<Void> deleted(Caller caller, @Nullable String shown, ServerWebExchange exchange) {
    return accounts
        .byId(caller.user())
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .zipWith(proof.clients().of(exchange.getRequest()))
        .flatMap(both -> proven(both.getT1(), caller, shown, both.getT2()))
        .then(Mono.fromRunnable(() -> cookies.clear(exchange.getResponse())));
  }

  private Mono<Void> proven(Account account, Caller caller, @Nullable String shown, Client client) {
    return proof
        .currentPassword()
        .prove(account, caller, shown, client)
        .then(Mono.defer(() -> administrators.letGo(account)))
        .then(Mono.defer(() -> removal.begin(account.id())))
        .then(
            audit.write(
                Audit.Entry.of("account.deleted")
                    .with("user", account.id())
                    .with("address", client.address())));
  }
}
