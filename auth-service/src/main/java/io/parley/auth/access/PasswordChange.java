package io.parley.auth.access;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.confirm.Confirmations;
import io.parley.auth.confirm.Correspondence;
import io.parley.auth.login.Client;
import io.parley.auth.login.Endings;
import io.parley.auth.password.PasswordRules;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Lets whoever knows the old password choose a new one, and ends every other login.
@Component
final class PasswordChange {

  private final Accounts accounts;
  private final AccountChanges changes;
  private final CurrentPassword currentPassword;
  private final SignUp.Passwords passwords;
  private final Consequences consequences;

  PasswordChange(
      Accounts accounts,
      AccountChanges changes,
      CurrentPassword currentPassword,
      SignUp.Passwords passwords,
      Consequences consequences) {
    this.accounts = accounts;
    this.changes = changes;
    this.currentPassword = currentPassword;
    this.passwords = passwords;
    this.consequences = consequences;
  }

  /// What happens once a password is another.
  @Component
  record Consequences(
      Endings endings, Confirmations confirmations, Correspondence correspondence, Audit audit) {

    /// Ends the other logins, and makes void what was sent for the old password.
    Mono<Void> of(Caller caller) {
      return endings
          .endOthers(caller.user(), caller.login(), "password changed")
          .then(confirmations.forget(caller.user()))
          .then(audit.write(Audit.Entry.of("password.changed").with("user", caller.user())));
    }

    void notice(Account account) {
      var email = account.email();
      if (email != null) {
        correspondence.post(Mono.fromSupplier(() -> Correspondence.passwordChanged(email)));
      }
    }
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
        .flatMap(
            account ->
                replace(account, change, client)
                    .then(Mono.defer(() -> consequences.of(caller)))
                    .then(Mono.fromRunnable(() -> consequences.notice(account))));
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

  private Mono<Void> replace(Account account, Change change, Client client) {
    return currentPassword
        .check(account, change.current(), client)
        .then(Mono.defer(() -> passwords.hasher().hash(change.next())))
        .flatMap(hash -> changes.changeHash(account, hash))
        .flatMap(
            replaced ->
                replaced
                    ? Mono.empty()
                    : Mono.error(ProblemException.conflict("The password was changed meanwhile")));
  }
}
