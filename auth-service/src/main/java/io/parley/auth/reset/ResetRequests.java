package io.parley.auth.reset;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.confirm.Correspondence;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.auth.mail.Mail;
import io.parley.edge.ProblemException;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Takes requests for a reset. All that depends on whether there is such an account happens later,
/// where letters are written: the request itself does the same for every address and takes the same
/// time. How often one address is written to is counted there as well, so a stranger who asks too
/// often is told nothing and locks nobody out of more than letters for an hour.
@Component
final class ResetRequests {

  private static final Duration WINDOW = Duration.ofHours(1);

  private final Accounts accounts;
  private final Correspondence correspondence;
  private final Limiter limiter;
  private final Audit audit;
  private final Limit toAccount;
  private final Limit fromAddress;

  ResetRequests(
      Accounts accounts,
      Correspondence correspondence,
      Limiter limiter,
      Audit audit,
      AuthSettings settings) {
    this.accounts = accounts;
    this.correspondence = correspondence;
    this.limiter = limiter;
    this.audit = audit;
    this.toAccount = new Limit("reset-account", settings.limits().passwordResetsAccount(), WINDOW);
    this.fromAddress =
        new Limit("reset-address", settings.limits().passwordResetsAddress(), WINDOW);
  }

  /// Errors with `rate-limited` by the address of the client, and with `try-again` when too many
  /// letters wait; never by what was asked for.
  Mono<Void> ask(String email, Client client) {
    return limiter
        .take(fromAddress, client.network())
        .flatMap(
            wait ->
                wait.isPositive()
                    ? Mono.error(
                        ProblemException.rateLimited(
                            "Too many requests", wait, fromAddress.policy()))
                    : posted(letter(email, client)));
  }

  private Mono<Void> posted(Mono<Mail> letter) {
    return correspondence.post(letter) || !correspondence.works()
        ? Mono.empty()
        : Mono.error(ProblemException.tryAgain("Too many letters wait to be sent"));
  }

  /// Accounts without a password sign in elsewhere, and must not get one this way.
  private Mono<Mail> letter(String email, Client client) {
    return accounts
        .byLogin(email)
        .filter(account -> account.standing().isOpen() && account.passwordHash() != null)
        .filterWhen(
            account -> limiter.take(toAccount, AccountRules.emailKey(email)).map(Duration::isZero))
        .flatMap(account -> noted(account, client).then(toItsAddress(account)));
  }

  private Mono<Mail> toItsAddress(Account account) {
    return Mono.justOrEmpty(account.email())
        .flatMap(address -> correspondence.reset(account.id(), address));
  }

  private Mono<Void> noted(Account account, Client client) {
    return audit.write(
        Audit.Entry.of("password.reset.requested")
            .with("user", account.id())
            .with("address", client.address()));
  }
}
