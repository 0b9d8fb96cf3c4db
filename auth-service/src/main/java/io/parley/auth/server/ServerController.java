package io.parley.auth.server;

import io.parley.auth.access.Clients;
import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.UserView;
import io.parley.auth.login.LoginStarter;
import io.parley.common.id.UserId;
import io.parley.edge.OpenPaths;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

/// What a team's own backend does: makes users in bulk and mints tokens for them.
@RestController
final class ServerController {

  private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();

  private final BulkUsers bulkUsers;
  private final Accounts accounts;
  private final LoginStarter starter;
  private final Clients clients;

  ServerController(BulkUsers bulkUsers, Accounts accounts, LoginStarter starter, Clients clients) {
    this.bulkUsers = bulkUsers;
    this.accounts = accounts;
    this.starter = starter;
    this.clients = clients;
  }

  /// [ServerKeyFilter] guards them.
  @Configuration(proxyBeanMethods = false)
  static class Open {

    @Bean
    OpenPaths serverRoutes() {
      return OpenPaths.of("* /api/server/**");
    }
  }

  record Users(List<UserView> users) {}

  record TokenRequest(@Nullable UserId user, @Nullable Long expiresInSeconds) {}

  record Token(String accessToken, Instant expiresAt) {

    @Override
    public String toString() {
      return "Token[until " + expiresAt + "]";
    }
  }

  @PostMapping("/api/server/users")
  Mono<Users> users(@RequestBody BulkUsers.Request request) {
    return bulkUsers
        .make(request)
        .map(accounts -> new Users(accounts.stream().map(UserView::forOthers).toList()));
  }

  @PostMapping("/api/server/tokens")
  @ResponseStatus(HttpStatus.CREATED)
  Mono<Token> token(@RequestBody TokenRequest request, ServerWebExchange exchange) {
    var user = request.user();
    if (user == null) {
      throw ProblemException.invalid("user", "missing");
    }
    var life = life(request.expiresInSeconds());
    return accounts
        .byId(user)
        .filter(account -> account.standing().deletedAt() == null)
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .doOnNext(ServerController::checkOpen)
        .zipWith(clients.of(exchange.getRequest()))
        .flatMap(both -> starter.startForBackend(both.getT1(), life, both.getT2()))
        .map(tokens -> new Token(tokens.accessToken(), tokens.expiresAt()));
  }

  private static void checkOpen(Account account) {
    if (!account.standing().isOpen()) {
      throw ProblemException.conflict("user: disabled");
    }
  }

  private static Duration life(@Nullable Long seconds) {
    if (seconds == null) {
      return Duration.ofSeconds(LONGEST_SECONDS);
    }
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw ProblemException.invalid(
          "expiresInSeconds", seconds + " (expected: 1 to " + LONGEST_SECONDS + ")");
    }
    return Duration.ofSeconds(seconds);
  }
}
