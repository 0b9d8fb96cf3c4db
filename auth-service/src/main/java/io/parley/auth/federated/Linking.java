package io.parley.auth.federated;

import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Taken;
import io.parley.auth.audit.Audit;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.login.Client;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.Preparation;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Says whose account an identity is. A known identity is its account's, whatever its address is by
/// now. An unknown one belongs to the account with the same address only when both sides verified
/// that address: otherwise whoever signs up here with somebody else's address, or over there, would
/// get into the other's account. Everyone else is new.
@Component
final class Linking {

  private final Identities identities;
  private final Newcomers newcomers;
  private final Accounts accounts;
  private final Preparation preparation;
  private final Noting noting;

  Linking(
      Identities identities,
      Newcomers newcomers,
      Accounts accounts,
      Preparation preparation,
      Noting noting) {
    this.identities = identities;
    this.newcomers = newcomers;
    this.accounts = accounts;
    this.preparation = preparation;
    this.noting = noting;
  }

  /// What a new identity is made with and noted in.
  @Component
  record Noting(Randomness random, Clock clock, Audit audit) {}

  /// The account, open. Errors with `unauthenticated` when it is closed or gone, `forbidden` when
  /// the provider may bring nobody new, `conflict` when the address is another's, `rate-limited`,
  /// or `try-again`.
  ///
  /// @param client where they come from; null when that is not known
  Mono<Account> accountOf(Statement said, @Nullable Client client) {
    return preparation
        .require()
        .then(found(said))
        .switchIfEmpty(Mono.defer(() -> unknown(said, client)))
        .onErrorMap(Taken.class, taken -> conflict())
        .filter(account -> account.standing().isOpen())
        .switchIfEmpty(
            Mono.error(() -> ProblemException.unauthenticated("The account cannot be used")));
  }

  /// Makes the identity the user's. Errors with `conflict` when it is another's.
  Mono<Void> link(Statement said, UserId user) {
    var identity = identity(said, user, true);
    return identities
        .insert(identity)
        .flatMap(
            fresh ->
                fresh
                    ? linked(identity, said)
                    : identities
                        .find(identity.id())
                        .filter(known -> known.user().equals(user))
                        .switchIfEmpty(Mono.error(Linking::anothers))
                        .then());
  }

  private Mono<Account> found(Statement said) {
    return identities.find(idOf(said)).flatMap(identity -> accountBehind(identity, said));
  }

  /// An identity that is not settled is one whose account was being made when something stopped it.
  private Mono<Account> accountBehind(Identity identity, Statement said) {
    var there = accounts.byId(identity.user());
    return identity.settled()
        ? there.switchIfEmpty(
            Mono.error(() -> ProblemException.unauthenticated("The account is not there any more")))
        : there
            .switchIfEmpty(Mono.defer(() -> newcomers.make(identity.user(), said)))
            .flatMap(account -> identities.settle(identity.id()).thenReturn(account));
  }

  private Mono<Account> unknown(Statement said, @Nullable Client client) {
    var email = Newcomers.emailOf(said);
    return Mono.justOrEmpty(email)
        .flatMap(accounts::byLogin)
        .flatMap(account -> byEmail(account, said))
        .switchIfEmpty(Mono.defer(() -> newcomer(said, client)));
  }

  private Mono<Account> byEmail(Account account, Statement said) {
    if (!account.standing().isOpen()) {
      return Mono.just(account);
    }
    return account.standing().emailVerified()
        ? link(said, account.id()).thenReturn(account)
        : Mono.error(conflict());
  }

  /// The identity comes first, so that two requests at once do not make two accounts.
  private Mono<Account> newcomer(Statement said, @Nullable Client client) {
    var identity = identity(said, new UserId(noting.random().id('u')), false);
    return newcomers
        .mayCome(said, client)
        .then(identities.insert(identity))
        .flatMap(
            fresh ->
                fresh
                    ? linked(identity, said).then(accountBehind(identity, said))
                    : found(said)
                        .switchIfEmpty(
                            Mono.error(() -> ProblemException.tryAgain("Come by many at once"))))
        .onErrorResume(
            Taken.class,
            taken -> identities.deleteUnsettled(identity.id()).then(Mono.error(taken)));
  }

  private Mono<Void> linked(Identity identity, Statement said) {
    return noting
        .audit()
        .write(
            Audit.Entry.of("identity.linked")
                .with("user", identity.user())
                .with("identity", identity.id())
                .with("provider", said.provider().name()));
  }

  private Identity identity(Statement said, UserId user, boolean settled) {
    var now = noting.clock().instant();
    return new Identity(
        idOf(said),
        said.provider().issuer(),
        said.subject(),
        user,
        Newcomers.emailOf(said),
        said.issuedAt(),
        settled,
        now,
        now);
  }

  static String idOf(Statement said) {
    return Identity.idOf(said.provider().issuer(), said.subject());
  }

  private static ProblemException conflict() {
    return ProblemException.conflict(
        "email: an account here has this address, and it is not verified for both"
            + " (expected: log in to it and link this identity)");
  }

  private static ProblemException anothers() {
    return ProblemException.conflict("identity: belongs to another account (expected: nobody's)");
  }
}
