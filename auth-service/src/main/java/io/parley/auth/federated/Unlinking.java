package io.parley.auth.federated;

import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.federated.provider.Providers;
import io.parley.auth.login.Endings;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Takes an identity from its account, unless it is the last way in, and ends all other logins of
/// the user: some of them may stand on it. The roles that its provider manages go with it, since
/// nobody could take them any more, and with them every login of the user.
@Component
final class Unlinking {

  private final Identities identities;
  private final Accounts accounts;
  private final Providers providers;
  private final MappedRoles roles;
  private final Endings endings;
  private final Audit audit;

  Unlinking(
      Identities identities,
      Accounts accounts,
      Providers providers,
      MappedRoles roles,
      Endings endings,
      Audit audit) {
    this.identities = identities;
    this.accounts = accounts;
    this.providers = providers;
    this.roles = roles;
    this.endings = endings;
    this.audit = audit;
  }

  /// Errors with `not-found` when the user has none of this id, `conflict` when it is the last way
  /// in.
  Mono<Void> unlink(Caller caller, String id) {
    return accounts
        .byId(caller.user())
        .zipWith(identities.of(caller.user()))
        .flatMap(both -> checked(both.getT1(), both.getT2(), id))
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .filterWhen(identity -> identities.delete(caller.user(), id))
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .flatMap(identity -> rolesGone(caller.user(), identity))
        .then(
            Mono.defer(() -> endings.endOthers(caller.user(), caller.login(), "identity unlinked")))
        .then(
            audit.write(
                Audit.Entry.of("identity.unlinked")
                    .with("user", caller.user())
                    .with("identity", id)));
  }

  private Mono<Void> rolesGone(UserId user, Identity identity) {
    return Mono.justOrEmpty(providers.settingsOf(identity.issuer()))
        .flatMap(provider -> roles.withdrawn(user, provider));
  }

  private static Mono<Identity> checked(Account account, List<Identity> all, String id) {
    var wanted = all.stream().filter(one -> one.id().equals(id)).findFirst();
    if (wanted.isEmpty()) {
      return Mono.empty();
    }
    return account.passwordHash() == null && all.size() == 1
        ? Mono.error(
            ProblemException.conflict(
                "identity: the last way into this account (expected: a password, or another one)"))
        : Mono.just(wanted.get());
  }
}
