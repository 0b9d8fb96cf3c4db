package io.parley.auth.access;

import io.parley.auth.login.Login;
import io.parley.common.id.LoginId;
import io.parley.edge.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A login as the protocol shows it.
///
/// @param current whether the request that asks is of this login
public record LoginView(
    LoginId id,
    String device,
    String address,
    Instant createdAt,
    Instant lastUsedAt,
    boolean current) {

  /// How many are shown at most.
  public static final int MOST = 200;

  /// The latest [#MOST], on one page.
  public record Page(List<LoginView> items, @Nullable String next) {

    public static Mono<Page> of(Flux<Login> logins, Caller caller) {
      return logins
          .map(login -> LoginView.of(login, caller))
          .collectList()
          .map(items -> new Page(items, null));
    }
  }

  public static LoginView of(Login login, Caller caller) {
    return new LoginView(
        login.id(),
        login.client().device(),
        login.client().address(),
        login.createdAt(),
        login.lastUsedAt(),
        login.id().equals(caller.login()));
  }
}
