package io.parley.auth.federated;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Taken;
import io.parley.auth.audit.Audit;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.auth.role.Roles;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Makes accounts for people whom a provider sends: without a password, under a free name made of
/// what the provider calls them, with the address that it verified.
@Component
final class Newcomers {

  private static final int LONGEST_NAME = 100;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final Accounts accounts;
  private final AccountChanges changes;
  private final Usernames usernames;
  private final Limiter limiter;
  private final Limit limit;
  private final Audit audit;
  private final Clock clock;

  Newcomers(
      Accounts accounts,
      AccountChanges changes,
      Usernames usernames,
      Limiter limiter,
      Audit audit,
      Clock clock,
      AuthSettings settings) {
    this.accounts = accounts;
    this.changes = changes;
    this.usernames = usernames;
    this.limiter = limiter;
    this.audit = audit;
    this.clock = clock;
    this.limit = new Limit("sign-up", settings.limits().signUpsAddress(), WINDOW);
  }

  /// Completes when another one may come by this provider and from here. Errors with `forbidden` or
  /// `rate-limited`.
  Mono<Void> mayCome(Statement said, @Nullable Client client) {
    if (!said.provider().signUp()) {
      return Mono.error(
          ProblemException.forbidden("No account here belongs to this identity (expected: one)"));
    }
    return client == null
        ? Mono.empty()
        : limiter
            .take(limit, client.network())
            .filter(Duration::isPositive)
            .flatMap(
                wait ->
                    Mono.error(
                        ProblemException.rateLimited(
                            "Too many sign-ups from this address", wait, limit.policy())));
  }

  /// The account of this id, made unless another request was first. Errors with [Taken] when
  /// somebody else took the address meanwhile.
  Mono<Account> make(UserId id, Statement said) {
    return tried(id, said, usernames.of(said));
  }

  private Mono<Account> tried(UserId id, Statement said, List<String> names) {
    var account = account(id, said, names.getFirst());
    return accounts
        .insert(account)
        .flatMap(made -> noted(made, said))
        .onErrorResume(
            Taken.class,
            taken ->
                accounts.byId(id).switchIfEmpty(Mono.defer(() -> next(id, said, names, taken))));
  }

  private Mono<Account> next(UserId id, Statement said, List<String> names, Taken taken) {
    return taken.email() || names.size() == 1
        ? Mono.error(taken)
        : tried(id, said, names.subList(1, names.size()));
  }

  private Mono<Account> noted(Account account, Statement said) {
    var email = account.email();
    var verified = email == null ? Mono.<Boolean>empty() : changes.verifyEmail(account.id(), email);
    return verified
        .then(
            audit.write(
                Audit.Entry.of("account.created")
                    .with("user", account.id())
                    .with("roles", account.roles())
                    .with("provider", said.provider().name())))
        .thenReturn(account);
  }

  private Account account(UserId id, Statement said, String username) {
    return new Account(
        id,
        username,
        emailOf(said),
        fullName(said, username),
        null,
        Set.of(Roles.USER),
        null,
        clock.instant());
  }

  /// The verified address, when it is one by our own rules.
  static @Nullable String emailOf(Statement said) {
    var email = said.email();
    return AccountRules.email("email", email) == null ? email : null;
  }

  private static String fullName(Statement said, String username) {
    var name = said.name();
    if (name == null) {
      return username;
    }
    var cut =
        name.codePoints()
            .limit(LONGEST_NAME)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return AccountRules.fullName("fullName", cut) == null ? cut : username;
  }
}
