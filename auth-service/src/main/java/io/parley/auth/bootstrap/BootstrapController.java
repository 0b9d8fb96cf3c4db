package io.parley.auth.bootstrap;

import io.parley.auth.AuthSettings;
import io.parley.auth.access.Clients;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Administrators;
import io.parley.auth.account.UserView;
import io.parley.auth.audit.Audit;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.auth.role.Roles;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Makes whoever is signed in and shows the bootstrap secret the first administrator: once, and
/// never again after there has been one, whatever became of them. A wrong secret and a used one
/// answer alike.
@RestController
final class BootstrapController {

  private static final Duration WINDOW = Duration.ofHours(1);

  private final BootstrapSecret secret;
  private final Administration administration;
  private final Clients clients;
  private final Limiter limiter;
  private final Limit limit;
  private final Audit audit;

  BootstrapController(
      BootstrapSecret secret,
      Administration administration,
      Clients clients,
      Limiter limiter,
      Audit audit,
      AuthSettings settings) {
    this.secret = secret;
    this.administration = administration;
    this.clients = clients;
    this.limiter = limiter;
    this.limit = new Limit("bootstrap", settings.limits().bootstrapAddress(), WINDOW);
    this.audit = audit;
  }

  /// What makes an administrator of an account.
  @Component
  record Administration(Accounts accounts, AccountChanges changes, Administrators administrators) {}

  record Request(@Nullable String secret) {

    @Override
    public String toString() {
      return "BootstrapController.Request";
    }
  }

  @PostMapping("/api/auth/bootstrap")
  Mono<UserView> bootstrap(
      Caller caller, @RequestBody Request request, ServerWebExchange exchange) {
    var shown = request.secret();
    if (shown == null) {
      throw ProblemException.invalid("secret", "missing");
    }
    return clients
        .of(exchange.getRequest())
        .flatMap(client -> counted(client).then(Mono.defer(() -> tried(caller, shown, client))));
  }

  private Mono<Void> counted(Client client) {
    return limiter
        .take(limit, client.network())
        .filter(Duration::isPositive)
        .flatMap(
            wait ->
                Mono.error(ProblemException.rateLimited("Too many tries", wait, limit.policy())));
  }

  private Mono<UserView> tried(Caller caller, String shown, Client client) {
    var right = secret.is(shown);
    return administration
        .administrators()
        .exist()
        .flatMap(
            exist ->
                right && !exist
                    ? administration.administrators().claim(caller.user())
                    : Mono.just(false))
        .flatMap(first -> first ? promoted(caller.user(), client) : refused(caller, client));
  }

  private Mono<UserView> promoted(UserId user, Client client) {
    return administration
        .changes()
        .addRole(user, Roles.ADMIN)
        .then(administration.administrators().complete())
        .then(audit.write(entry("bootstrap.used", user, client)))
        .then(administration.accounts().byId(user))
        .map(UserView::forOneself);
  }

  private Mono<UserView> refused(Caller caller, Client client) {
    return audit
        .write(entry("bootstrap.refused", caller.user(), client))
        .then(
            Mono.error(
                ProblemException.forbidden("Not the bootstrap secret, or it has been used")));
  }

  private static Audit.Entry entry(String event, UserId user, Client client) {
    return Audit.Entry.of(event).with("user", user).with("address", client.address());
  }
}
