package io.parley.auth.access;

import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.login.Client;
import io.parley.auth.login.Endings;
import io.parley.auth.password.PasswordRules;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Replaces a password by one that knows the old one, and ends every other login. Wrong ones count
/// like wrong logins: a stolen session is not a place to guess.
@Component
final class PasswordChange {

  private final Accounts accounts;
  private final SignUp.Passwords passwords;
  private final WrongLogins wrongLogins;
  private final Endings endings;
  private final Audit audit;

  PasswordChange(
      Accounts accounts,
      SignUp.Passwords passwords,
      WrongLogins wrongLogins,
      Endings endings,
      Audit audit) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.wrongLogins = wrongLogins;
    this.endings = endings;
    this.audit = audit;
  }

  record Request(@Nullable String currentPassword, @Nullable String newPassword) {

    @Override
    public String toString() {
      return "PasswordChange.Request";
    }
  }

  /// Both passwords, present.
  private record Change(String current, String next) {}

  /// Errors with `invalid` naming the field, `rate-limited`, `conflict` or `try-again`.
  Mono<Void> change(Caller caller, Request request, Client client) {
    var change = checked(request);
    return accounts
        .byId(caller.user())
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .doOnNext(account -> mayBe(account, change.next()))
        .flatMap(account -> counted(account, change, client))
        .then(
            Mono.defer(() -> endings.endOthers(caller.user(), caller.login(), "password changed")))
        .then(audit.write(Audit.Entry.of("password.changed").with("user", caller.user())));
  }

  private static Change checked(Request request) {
    var current = request.currentPassword();
    var next = request.newPassword();
    if (current != null && next != null) {
      return new Change(current, next);
    }
    var errors = new ArrayList<FieldError>();
    if (current == null) {
      errors.add(new FieldError("currentPassword", "missing"));
    }
    if (next == null) {
      errors.add(new FieldError("newPassword", "missing"));
    }
    throw ProblemException.invalid(errors);
  }

  private void mayBe(Account account, String next) {
    var owner = new PasswordRules.Owner(account.username(), account.email(), account.fullName());
    var refusal = passwords.rules().refusal("newPassword", next, owner);
    if (refusal != null) {
      throw ProblemException.invalid(refusal.field(), refusal.message());
    }
  }

  private Mono<Void> counted(Account account, Change change, Client client) {
    var name = "change of " + account.id();
    return wrongLogins
        .count(name, client)
        .flatMap(
            wait ->
                wait.isPositive()
                    ? limited(wait)
                    : replace(account, change).then(wrongLogins.giveBack(name, client)));
  }

  private Mono<Void> replace(Account account, Change change) {
    return passwords
        .hasher()
        .check(change.current(), account.passwordHash())
        .flatMap(
            verdict -> verdict.right() ? passwords.hasher().hash(change.next()) : wrong(account))
        .flatMap(hash -> accounts.replaceHash(account, hash))
        .flatMap(
            replaced ->
                replaced
                    ? Mono.empty()
                    : Mono.error(ProblemException.conflict("The password was changed meanwhile")));
  }

  private Mono<String> wrong(Account account) {
    return audit
        .write(Audit.Entry.of("password.change.refused").with("user", account.id()))
        .then(Mono.error(ProblemException.invalid("currentPassword", "not the present password")));
  }

  private static Mono<Void> limited(Duration wait) {
    return Mono.error(ProblemException.rateLimited("Too many wrong passwords", wait));
  }
}
