package io.parley.auth.access;

import io.parley.auth.account.Account;
import io.parley.auth.audit.Audit;
import io.parley.auth.login.Client;
import io.parley.auth.login.RecentLogin;
import io.parley.auth.password.PasswordHasher;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Asks for the present password once more, before what a stolen session must not do. Wrong ones
/// count like wrong logins: a session is no place to guess.
@Component
public final class CurrentPassword {

  private static final String FIELD = "currentPassword";

  private final PasswordHasher hasher;
  private final WrongLogins wrongLogins;
  private final RecentLogin recentLogin;
  private final Audit audit;

  CurrentPassword(
      PasswordHasher hasher, WrongLogins wrongLogins, RecentLogin recentLogin, Audit audit) {
    this.hasher = hasher;
    this.wrongLogins = wrongLogins;
    this.recentLogin = recentLogin;
    this.audit = audit;
  }

  /// Completes when this is the account's password. Errors with `invalid` naming `currentPassword`,
  /// `rate-limited` or `try-again`.
  public Mono<Void> check(Account account, @Nullable String shown, Client client) {
    if (shown == null) {
      return Mono.error(ProblemException.invalid(FIELD, "missing"));
    }
    var target = WrongLogins.Target.change(account.id());
    return wrongLogins
        .count(target, client)
        .flatMap(
            wait ->
                wait.isPositive()
                    ? Mono.<Void>error(
                        ProblemException.rateLimited(
                            "Too many wrong passwords", wait, wrongLogins.policy()))
                    : right(account, shown, client).then(wrongLogins.giveBack(target, client)));
  }

  /// The same; of an account without a password, that its user signed in within ten minutes.
  public Mono<Void> prove(Account account, Caller caller, @Nullable String shown, Client client) {
    return account.passwordHash() != null
        ? check(account, shown, client)
        : recentLogin
            .isRecent(caller.login())
            .flatMap(
                recent ->
                    recent
                        ? Mono.empty()
                        : Mono.error(
                            ProblemException.forbidden(
                                "The login is too old for this (expected: a new one)")));
  }

  private Mono<Void> right(Account account, String shown, Client client) {
    return hasher
        .check(shown, account.passwordHash())
        .flatMap(verdict -> verdict.right() ? Mono.empty() : wrong(account, client));
  }

  private Mono<Void> wrong(Account account, Client client) {
    return audit
        .write(
            Audit.Entry.of("password.refused")
                .with("user", account.id())
                .with("address", client.address()))
        .then(Mono.error(ProblemException.invalid(FIELD, "not the present password")));
  }
}
