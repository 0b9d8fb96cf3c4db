package io.parley.auth.reset;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.confirm.Confirmation;
import io.parley.auth.confirm.Confirmations;
import io.parley.auth.confirm.Correspondence;
import io.parley.auth.confirm.Purpose;
import io.parley.auth.login.Endings;
import io.parley.auth.password.PasswordHasher;
import io.parley.auth.password.PasswordRules;
import io.parley.edge.ProblemException;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Sets a new password for whoever shows what the letter brought, and ends all logins. The token is
/// used up last, when the password is known to be a good one and is hashed.
@Component
final class PasswordReset {

  private static final Set<Purpose> PURPOSES = Set.of(Purpose.RESET_PASSWORD);

  private final Confirmations confirmations;
  private final Target target;
  private final PasswordRules rules;
  private final PasswordHasher hasher;
  private final Correspondence correspondence;
  private final Audit audit;

  PasswordReset(
      Confirmations confirmations,
      Target target,
      PasswordRules rules,
      PasswordHasher hasher,
      Correspondence correspondence,
      Audit audit) {
    this.confirmations = confirmations;
    this.target = target;
    this.rules = rules;
    this.hasher = hasher;
    this.correspondence = correspondence;
    this.audit = audit;
  }

  /// What a reset changes.
  @Component
  record Target(Accounts accounts, AccountChanges changes, Endings endings) {}

  /// Errors with `invalid` naming `token`, whatever the reason, or `newPassword`; with `try-again`.
  Mono<Void> reset(String token, String next) {
    return confirmations
        .look(token, PURPOSES)
        .flatMap(this::account)
        .doOnNext(account -> mayBe(account, next))
        .flatMap(account -> hasher.hash(next))
        .flatMap(hash -> confirmations.redeem(token, PURPOSES).flatMap(shown -> set(shown, hash)))
        .switchIfEmpty(
            Mono.error(
                () ->
                    ProblemException.invalid(
                        "token", "does not count (expected: the latest one, unused, in time)")))
        .then();
  }

  /// The account, while it still has the address that the letter went to.
  private Mono<Account> account(Confirmation confirmation) {
    return target
        .accounts()
        .byId(confirmation.user())
        .filter(
            account ->
                account.standing().isOpen()
                    && account.email() != null
                    && AccountRules.emailKey(account.email())
                        .equals(AccountRules.emailKey(confirmation.email())));
  }

  private void mayBe(Account account, String next) {
    var owner = new PasswordRules.Owner(account.username(), account.email(), account.fullName());
    var refusal = rules.refusal("newPassword", next, owner);
    if (refusal != null) {
      throw ProblemException.invalid(refusal.field(), refusal.message());
    }
  }

  private Mono<Boolean> set(Confirmation shown, String hash) {
    var user = shown.user();
    return target
        .changes()
        .resetHash(user, hash)
        .filter(Boolean::booleanValue)
        .flatMap(
            done ->
                target
                    .endings()
                    .endAll(user, "password reset")
                    .then(confirmations.forget(user))
                    .then(audit.write(Audit.Entry.of("password.reset").with("user", user)))
                    .then(Mono.fromRunnable(() -> notice(shown)))
                    .thenReturn(done));
  }

  private void notice(Confirmation shown) {
    correspondence.post(Mono.fromSupplier(() -> Correspondence.passwordChanged(shown.email())));
  }
}
