package io.parley.auth.access;

import io.parley.auth.access.WrongLogins.Target;
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

    @Override
    public String toString() {
      return "Attempt[" + client.address() + "]";
    }
  }

  /// A try, and whom it names.
  private record Aimed(Attempt attempt, Optional<Account> at) {

    /// The account counts, so that its username and its address are no two times as many tries.
    Target target() {
      return at.map(account -> Target.account(account.id()))
          .orElseGet(() -> Target.name(attempt.name()));
    }

    Client client() {
      return attempt.client();
    }
  }

  /// The account behind name and password. Errors with `unauthenticated`, `rate-limited` or
  /// `try-again`.
  Mono<Account> check(Attempt attempt) {
    return find(attempt)
        .flatMap(
            aimed ->
                wrongLogins
                    .count(aimed.target(), aimed.client())
                    .flatMap(wait -> decide(aimed, wait)));
  }

  private Mono<Aimed> find(Attempt attempt) {
    return accounts
        .byLogin(attempt.name())
        .map(account -> new Aimed(attempt, Optional.of(account)))
        .defaultIfEmpty(new Aimed(attempt, Optional.empty()));
  }

  private Mono<Account> decide(Aimed aimed, Duration wait) {
    if (!wait.isPositive()) {
      return verify(aimed, wait);
    }
    return networks
        .knows(aimed.at().map(Account::id).orElse(NOBODY), aimed.client())
        .flatMap(known -> known ? verify(aimed, wait) : limited(aimed, wait));
  }

  private Mono<Account> verify(Aimed aimed, Duration wait) {
    var found = aimed.at();
    return hasher
        .check(aimed.attempt().password(), found.map(Account::passwordHash).orElse(null))
        .flatMap(
            verdict ->
                verdict.right() && found.isPresent() && found.get().standing().isOpen()
                    ? welcome(aimed, found.get(), verdict, wait)
                    : wrong(aimed, wait));
  }

  private Mono<Account> welcome(Aimed aimed, Account account, Verdict verdict, Duration wait) {
    var uncounted =
        wait.isPositive()
            ? Mono.<Void>empty()
            : wrongLogins.giveBack(aimed.target(), aimed.client());
    return uncounted
        .then(networks.remember(account.id(), aimed.client()))
        .then(verdict.rehash() ? rehash(aimed.attempt(), account) : Mono.empty())
        .thenReturn(account);
  }

  private Mono<Void> rehash(Attempt attempt, Account account) {
    return hasher
        .hash(attempt.password())
        .flatMap(hash -> accounts.replaceHash(account, hash))
        .then();
  }

  private Mono<Account> wrong(Aimed aimed, Duration wait) {
    return wait.isPositive()
        ? limited(aimed, wait)
        : refused(aimed, "login.refused")
            .then(
                Mono.error(ProblemException.unauthenticated("The name or the password is wrong")));
  }

  private Mono<Account> limited(Aimed aimed, Duration wait) {
    return refused(aimed, "login.limited")
        .then(
            Mono.error(
                ProblemException.rateLimited(
                    "Too many wrong passwords", wait, wrongLogins.policy())));
  }

  /// What was typed for a name may be a password that slipped into the wrong field, so of an
  /// unknown one only a keyed hash is noted.
  private Mono<Void> refused(Aimed aimed, String event) {
    var entry = Audit.Entry.of(event).with("address", aimed.client().address());
    return audit.write(
        aimed
            .at()
            .map(account -> entry.with("user", account.id()))
            .orElseGet(
                () ->
                    entry.with(
                        "nameHash",
                        nameHashes.of(AccountRules.usernameKey(aimed.attempt().name())))));
  }
}
