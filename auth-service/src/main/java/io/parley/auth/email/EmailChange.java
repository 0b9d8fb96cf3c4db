package io.parley.auth.email;

import io.parley.auth.AuthSettings;
import io.parley.auth.access.CurrentPassword;
import io.parley.auth.account.Account;
import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.confirm.Correspondence;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.auth.mail.Mail;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Asks for letters about addresses. Whether another account has the new one is seen by who reads
/// letters there, and by nobody else.
@Component
final class EmailChange {

  private static final Duration WINDOW = Duration.ofHours(1);

  private final Accounts accounts;
  private final CurrentPassword currentPassword;
  private final Correspondence correspondence;
  private final Limiter limiter;
  private final Audit audit;
  private final Limit letters;

  EmailChange(
      Accounts accounts,
      CurrentPassword currentPassword,
      Correspondence correspondence,
      Limiter limiter,
      Audit audit,
      AuthSettings settings) {
    this.accounts = accounts;
    this.currentPassword = currentPassword;
    this.correspondence = correspondence;
    this.limiter = limiter;
    this.audit = audit;
    this.letters = new Limit("letters", settings.limits().lettersUser(), WINDOW);
  }

  record Request(@Nullable String email, @Nullable String currentPassword) {

    @Override
    public String toString() {
      return "EmailChange.Request";
    }
  }

  /// Completes when the letters are posted. Errors with `invalid`, `forbidden`, `rate-limited` or
  /// `try-again`.
  Mono<Void> ask(Caller caller, Request request, Client client) {
    var refusal = AccountRules.email("email", request.email());
    var email = request.email();
    if (refusal != null || email == null) {
      return Mono.error(
          ProblemException.invalid("email", refusal == null ? "missing" : refusal.message()));
    }
    return accounts
        .byId(caller.user())
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .flatMap(
            account ->
                currentPassword
                    .prove(account, caller, request.currentPassword(), client)
                    .then(Mono.defer(() -> counted(account)))
                    .then(Mono.defer(() -> posted(letter(account, email))))
                    .then(Mono.fromRunnable(() -> notice(account)))
                    .then(audit.write(entry("email.change.requested", account, client))));
  }

  /// Sends the letter that asks for a proof of the present address once more. Errors with
  /// `conflict` when there is nothing to prove.
  Mono<Void> askAgain(Caller caller, Client client) {
    return accounts
        .byId(caller.user())
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .flatMap(
            account ->
                account.email() == null || account.standing().emailVerified()
                    ? Mono.<Void>error(
                        ProblemException.conflict("There is no address to be confirmed"))
                    : counted(account)
                        .then(Mono.defer(() -> posted(correspondence.verification(account))))
                        .then(audit.write(entry("email.verification.requested", account, client))));
  }

  private Mono<Mail> letter(Account account, String email) {
    return accounts
        .byLogin(email)
        .filter(owner -> !owner.id().equals(account.id()))
        .map(owner -> Correspondence.addressTaken(email))
        .switchIfEmpty(Mono.defer(() -> correspondence.change(account.id(), email)));
  }

  private void notice(Account account) {
    var old = account.email();
    if (old != null) {
      correspondence.post(Mono.fromSupplier(() -> Correspondence.changeAsked(old)));
    }
  }

  private Mono<Void> counted(Account account) {
    return limiter
        .take(letters, account.id().value())
        .filter(Duration::isPositive)
        .flatMap(
            wait ->
                Mono.error(
                    ProblemException.rateLimited("Too many letters", wait, letters.policy())));
  }

  private Mono<Void> posted(Mono<Mail> letter) {
    return correspondence.post(letter)
        ? Mono.empty()
        : Mono.error(ProblemException.tryAgain("No letter can be sent right now"));
  }

  private static Audit.Entry entry(String event, Account account, Client client) {
    return Audit.Entry.of(event).with("user", account.id()).with("address", client.address());
  }
}
