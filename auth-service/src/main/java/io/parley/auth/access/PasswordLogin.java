package io.parley.auth.access;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.login.Client;
import io.parley.auth.login.KnownNetworks;
import io.parley.auth.password.PasswordHasher;
import io.parley.auth.password.PasswordHasher.Verdict;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Checks name and password. An unknown name takes the same way and the same time as a wrong
/// password and gets the same answer. Over the limits a try is refused unchecked, except from where
/// this user logged in before: there the right password always works, so that no stranger can lock
/// anyone out. A disabled account answers to its right password as to a wrong one.
@Component
final class PasswordLogin {

  /// Whose networks are looked up where there is no such user; never anybody's id.
  private static final UserId NOBODY = new UserId("nobody");

  private final Accounts accounts;
  private final PasswordHasher hasher;
  private final WrongLogins wrongLogins;
  private final KnownNetworks networks;
  private final NameHashes nameHashes;
  private final Audit audit;

  PasswordLogin(
      Accounts accounts,
      PasswordHasher hasher,
      WrongLogins wrongLogins,
      KnownNetworks networks,
      NameHashes nameHashes,
      Audit audit) {
    this.accounts = accounts;
    this.hasher = hasher;
    this.wrongLogins = wrongLogins;
    this.networks = networks;
    this.nameHashes = nameHashes;
    this.audit = audit;
  }

  /// One try.
  ///
  /// @param name as typed, an address or a username
  record Attempt(String name, String password, Client client) {

    /// What the name counts as.
    String key() {
      return AccountRules.usernameKey(name);
    }

    @Override
    public String toString() {
      return "Attempt[" + client.address() + "]";
    }
  }

  /// The account behind name and password. Errors with `unauthenticated`, `rate-limited` or
  /// `try-again`.
  Mono<Account> check(Attempt attempt) {
    return wrongLogins
        .count(attempt.key(), attempt.client())
        .flatMap(wait -> find(attempt).flatMap(found -> decide(attempt, found, wait)));
  }

  private Mono<Optional<Account>> find(Attempt attempt) {
    return accounts.byLogin(attempt.name()).map(Optional::of).defaultIfEmpty(Optional.empty());
  }

  private Mono<Account> decide(Attempt attempt, Optional<Account> found, Duration wait) {
    if (!wait.isPositive()) {
      return verify(attempt, found, wait);
    }
    return networks
        .knows(found.map(Account::id).orElse(NOBODY), attempt.client())
        .flatMap(known -> known ? verify(attempt, found, wait) : limited(attempt, found, wait));
  }

  private Mono<Account> verify(Attempt attempt, Optional<Account> found, Duration wait) {
    var hash = found.map(Account::passwordHash).orElse(null);
    return hasher
        .check(attempt.password(), hash)
        .flatMap(
            verdict ->
                verdict.right() && found.isPresent() && found.get().standing().isOpen()
                    ? welcome(attempt, found.get(), verdict, wait)
                    : wrong(attempt, found, wait));
  }

  private Mono<Account> welcome(Attempt attempt, Account account, Verdict verdict, Duration wait) {
    var uncounted =
        wait.isPositive()
            ? Mono.<Void>empty()
            : wrongLogins.giveBack(attempt.key(), attempt.client());
    return uncounted
        .then(networks.remember(account.id(), attempt.client()))
        .then(verdict.rehash() ? rehash(attempt, account) : Mono.empty())
        .thenReturn(account);
  }

  private Mono<Void> rehash(Attempt attempt, Account account) {
    return hasher
        .hash(attempt.password())
        .flatMap(hash -> accounts.replaceHash(account, hash))
        .then();
  }

  private Mono<Account> wrong(Attempt attempt, Optional<Account> found, Duration wait) {
    return wait.isPositive()
        ? limited(attempt, found, wait)
        : refused(attempt, found, "login.refused")
            .then(
                Mono.error(ProblemException.unauthenticated("The name or the password is wrong")));
  }

  private Mono<Account> limited(Attempt attempt, Optional<Account> found, Duration wait) {
    return refused(attempt, found, "login.limited")
        .then(
            Mono.error(
                ProblemException.rateLimited(
                    "Too many wrong passwords", wait, wrongLogins.policy())));
  }

  /// What was typed for a name may be a password that slipped into the wrong field, so of an
  /// unknown one only a keyed hash is noted.
  private Mono<Void> refused(Attempt attempt, Optional<Account> found, String event) {
    var entry = Audit.Entry.of(event).with("address", attempt.client().address());
    return audit.write(
        found
            .map(account -> entry.with("user", account.id()))
            .orElseGet(() -> entry.with("nameHash", nameHashes.of(attempt.key()))));
  }
}
