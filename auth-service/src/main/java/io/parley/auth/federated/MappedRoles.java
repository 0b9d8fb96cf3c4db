package io.parley.auth.federated;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Administrators;
import io.parley.auth.audit.Audit;
import io.parley.auth.federated.provider.ProviderSettings;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.login.Endings;
import io.parley.auth.role.Roles;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Gives and takes the roles that the operator's map makes of what a provider says; the others are
/// none of its business. What was said earlier than something else that was heard says nothing any
/// more: a token from before somebody lost a role must not bring it back. Taking a role ends the
/// user's logins, and the last administrator stays one.
@Component
final class MappedRoles {

  private static final int RACES = 3;

  private final Identities identities;
  private final Accounts accounts;
  private final AccountChanges changes;
  private final Administrators administrators;
  private final Endings endings;
  private final Noted noted;

  MappedRoles(
      Identities identities,
      Accounts accounts,
      AccountChanges changes,
      Administrators administrators,
      Endings endings,
      Noted noted) {
    this.identities = identities;
    this.accounts = accounts;
    this.changes = changes;
    this.administrators = administrators;
    this.endings = endings;
    this.noted = noted;
  }

  /// When and where it is noted.
  @Component
  record Noted(Clock clock, Audit audit) {}

  /// The account with the roles that it has by now.
  ///
  /// @param kept a login that goes on when a role is taken; null when none does
  Mono<Account> applied(Account account, Statement said, @Nullable LoginId kept) {
    return identities
        .heard(said, noted.clock().instant())
        .flatMap(newest -> newest ? changed(account, said, kept) : Mono.just(account));
  }

  /// Takes what the map of this provider gives, since nobody says any more that it is due, and ends
  /// all logins of the user when something was taken. Another identity gives it back with its next
  /// login.
  Mono<Void> withdrawn(UserId user, ProviderSettings provider) {
    return Mono.defer(() -> accounts.byId(user))
        .flatMap(account -> without(account, provider))
        .retryWhen(Retry.max(RACES).filter(ProblemException.class::isInstance))
        .then();
  }

  private Mono<Account> without(Account account, ProviderSettings provider) {
    var next = new HashSet<>(account.roles());
    next.removeAll(provider.roles().map().values());
    return next.equals(account.roles())
        ? Mono.just(account)
        : mayLose(account, next)
            .flatMap(may -> may ? replaced(account, next, provider, null) : Mono.just(account));
  }

  private Mono<Account> changed(Account account, Statement said, @Nullable LoginId kept) {
    var managed = Set.copyOf(said.provider().roles().map().values());
    var next = new HashSet<>(account.roles());
    next.removeIf(role -> managed.contains(role) && !said.roles().contains(role));
    next.addAll(said.roles());
    if (next.equals(account.roles())) {
      return Mono.just(account);
    }
    return mayLose(account, next)
        .flatMap(may -> may ? replaced(account, next, said.provider(), kept) : Mono.just(account));
  }

  private Mono<Boolean> mayLose(Account account, Set<String> next) {
    return account.roles().contains(Roles.ADMIN) && !next.contains(Roles.ADMIN)
        ? administrators.remove(account.id())
        : Mono.just(true);
  }

  private Mono<Account> replaced(
      Account account, Set<String> next, ProviderSettings by, @Nullable LoginId kept) {
    return changes
        .replaceRoles(account, next)
        .flatMap(done -> counted(account, done ? next : account.roles()).thenReturn(done))
        .flatMap(done -> done ? noted(account, next, by, kept) : Mono.empty())
        .then(Mono.defer(() -> accounts.byId(account.id())))
        .filter(now -> now.roles().equals(next))
        .switchIfEmpty(Mono.error(() -> ProblemException.tryAgain("Changed meanwhile")));
  }

  private Mono<Void> noted(
      Account account, Set<String> next, ProviderSettings by, @Nullable LoginId kept) {
    var ended = next.containsAll(account.roles()) ? Mono.<Void>empty() : ended(account, kept);
    return ended.then(
        noted
            .audit()
            .write(
                Audit.Entry.of("roles.changed")
                    .with("user", account.id())
                    .with("by", "provider " + by.name())
                    .with("before", account.roles().stream().sorted().toList())
                    .with("after", next.stream().sorted().toList())));
  }

  private Mono<Void> counted(Account account, Set<String> roles) {
    return roles.contains(Roles.ADMIN) ? administrators.add(account.id()) : Mono.empty();
  }

  private Mono<Void> ended(Account account, @Nullable LoginId kept) {
    return kept == null
        ? endings.endAll(account.id(), "roles taken")
        : endings.endOthers(account.id(), kept, "roles taken");
  }
}
