package io.parley.auth.admin;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Administrators;
import io.parley.auth.audit.Audit;
import io.parley.auth.login.Endings;
import io.parley.auth.role.Roles;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Changes other people's accounts. What takes something away ends all logins of the user, by which
/// it is gone everywhere within seconds; a role that is given comes with the next access token.
///
/// Errors of all: `not-found`, `forbidden`, `conflict` when the last administrator would go or
/// somebody else was faster, `try-again`.
@Component
final class UserChanges {

  private final Accounts accounts;
  private final AccountChanges changes;
  private final Administrators administrators;
  private final Endings endings;
  private final Staff staff;
  private final Audit audit;

  UserChanges(
      Accounts accounts,
      AccountChanges changes,
      Administrators administrators,
      Endings endings,
      Staff staff,
      Audit audit) {
    this.accounts = accounts;
    this.changes = changes;
    this.administrators = administrators;
    this.endings = endings;
    this.staff = staff;
    this.audit = audit;
  }

  /// The account, when there is one and this member may change it.
  Mono<Account> changeable(Staff.Member by, UserId id) {
    return accounts
        .byId(id)
        .filter(account -> account.standing().deletedAt() == null)
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .flatMap(account -> by.mayChange(account) ? Mono.just(account) : staff.refused(by.user()));
  }

  /// Gives and takes roles until these are left.
  Mono<Account> setRoles(Staff.Member by, Account account, Set<String> roles) {
    var takesAdmin = account.roles().contains(Roles.ADMIN) && !roles.contains(Roles.ADMIN);
    return (takesAdmin ? administrators.letGo(account) : Mono.<Void>empty())
        .then(changes.replaceRoles(account, roles))
        .flatMap(
            replaced ->
                replaced
                    ? Mono.<Void>empty()
                    : counted(account.id())
                        .then(Mono.error(ProblemException.conflict("Changed meanwhile"))))
        .then(Mono.defer(() -> counted(account.id())))
        .then(
            Mono.defer(
                () ->
                    roles.containsAll(account.roles())
                        ? Mono.empty()
                        : endings.endAll(account.id(), "roles taken")))
        .then(
            audit.write(
                entry("roles.changed", by, account)
                    .with("before", account.roles().stream().sorted().toList())
                    .with("after", roles.stream().sorted().toList())))
        .then(accounts.byId(account.id()));
  }

  /// Lets nobody sign in by this account any more, and ends its logins.
  Mono<Account> disable(Staff.Member by, Account account) {
    return administrators
        .letGo(account)
        .then(changes.disable(account.id()))
        .then(Mono.defer(() -> administrators.letGo(account)))
        .onErrorResume(
            ProblemException.class,
            refused -> changes.enable(account.id()).then(Mono.error(refused)))
        .then(Mono.defer(() -> endings.endAll(account.id(), "disabled")))
        .then(audit.write(entry("user.disabled", by, account)))
        .then(accounts.byId(account.id()));
  }

  /// Lets its user sign in again.
  Mono<Account> enable(Staff.Member by, Account account) {
    return changes
        .enable(account.id())
        .filter(Boolean::booleanValue)
        .flatMap(
            enabled ->
                counted(account.id())
                    .then(audit.write(entry("user.enabled", by, account)))
                    .thenReturn(enabled))
        .then(accounts.byId(account.id()));
  }

  /// Ends all logins of a user.
  Mono<Void> endLogins(Staff.Member by, Account account) {
    return endings
        .endAll(account.id(), "ended by " + by.user())
        .then(audit.write(entry("logins.ended", by, account)));
  }

  /// Counts an account among the administrators if it is one now.
  private Mono<Void> counted(UserId id) {
    Supplier<Mono<Account>> administrator =
        () ->
            accounts
                .byId(id)
                .filter(now -> now.roles().contains(Roles.ADMIN) && now.standing().isOpen());
    return administrator
        .get()
        .flatMap(
            is ->
                administrators
                    .add(id)
                    .then(administrator.get().hasElement())
                    .flatMap(still -> still ? Mono.just(true) : administrators.remove(id)))
        .then();
  }

  private static Audit.Entry entry(String event, Staff.Member by, Account account) {
    return Audit.Entry.of(event).with("user", account.id()).with("by", by.user());
  }
}
