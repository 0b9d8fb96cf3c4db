package io.parley.auth.email;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.confirm.Confirmation;
import io.parley.auth.confirm.Confirmations;
import io.parley.auth.confirm.Correspondence;
import io.parley.auth.confirm.Purpose;
import io.parley.auth.store.DuplicateKeys;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Takes back what a letter about an address brought. Whoever shows it need not be signed in: the
/// letter may be read elsewhere.
@Component
final class EmailConfirmation {

  private static final Set<Purpose> PURPOSES = Set.of(Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL);

  private final Confirmations confirmations;
  private final Accounts accounts;
  private final AccountChanges changes;
  private final Correspondence correspondence;
  private final Audit audit;

  EmailConfirmation(
      Confirmations confirmations,
      Accounts accounts,
      AccountChanges changes,
      Correspondence correspondence,
      Audit audit) {
    this.confirmations = confirmations;
    this.accounts = accounts;
    this.changes = changes;
    this.correspondence = correspondence;
    this.audit = audit;
  }

  /// Errors with `invalid` naming `token` when it does not count, whatever the reason, and with
  /// `conflict` when somebody else got the address meanwhile.
  Mono<Void> confirm(String token) {
    return confirmations
        .redeem(token, PURPOSES)
        .flatMap(
            confirmation ->
                accounts
                    .byId(confirmation.user())
                    .filter(account -> account.standing().isOpen())
                    .flatMap(account -> applied(confirmation, account)))
        .filter(Boolean::booleanValue)
        .switchIfEmpty(
            Mono.error(
                () ->
                    ProblemException.invalid(
                        "token", "does not count (expected: the latest one, unused, in time)")))
        .then();
  }

  private Mono<Boolean> applied(Confirmation confirmation, Account account) {
    return confirmation.purpose() == Purpose.CHANGE_EMAIL
        ? changed(confirmation, account)
        : changes
            .verifyEmail(account.id(), confirmation.email())
            .flatMap(done -> noted("email.verified", account, done));
  }

  /// What was sent to the old address must not count any more.
  private Mono<Boolean> changed(Confirmation confirmation, Account account) {
    return changes
        .setVerifiedEmail(account.id(), confirmation.email())
        .onErrorMap(
            DuplicateKeys::isDuplicate,
            taken -> ProblemException.conflict("email: taken", new FieldError("email", "taken")))
        .flatMap(done -> confirmations.forget(account.id()).thenReturn(done))
        .doOnNext(done -> notice(account))
        .flatMap(done -> noted("email.changed", account, done));
  }

  private void notice(Account before) {
    var old = before.email();
    if (old != null) {
      correspondence.post(Mono.fromSupplier(() -> Correspondence.changed(old)));
    }
  }

  private Mono<Boolean> noted(String event, Account account, boolean done) {
    return (done
            ? audit.write(Audit.Entry.of(event).with("user", account.id()))
            : Mono.<Void>empty())
        .thenReturn(done);
  }
}
