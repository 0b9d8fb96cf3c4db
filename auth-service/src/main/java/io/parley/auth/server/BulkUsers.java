package io.parley.auth.server;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.audit.Audit;
import io.parley.auth.role.Roles;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.Preparation;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Makes up to a thousand users at once. One whose username exists is that user, untouched; so the
/// same call may be made again after an unknown outcome.
@Component
final class BulkUsers {

  private static final int MOST = 1000;
  private static final int MOST_ROLES = 20;

  private final Accounts accounts;
  private final Roles roles;
  private final Preparation preparation;
  private final Randomness random;
  private final Audit audit;
  private final Clock clock;

  BulkUsers(
      Accounts accounts,
      Roles roles,
      Preparation preparation,
      Randomness random,
      Audit audit,
      Clock clock) {
    this.accounts = accounts;
    this.roles = roles;
    this.preparation = preparation;
    this.random = random;
    this.audit = audit;
    this.clock = clock;
  }

  record Request(@Nullable List<@Nullable NewUser> users) {}

  record NewUser(
      @Nullable String username,
      @Nullable String fullName,
      @Nullable String email,
      @Nullable List<@Nullable String> roles) {}

  /// The users in the order asked for, a repeated one each time. Errors with `invalid` or with
  /// `conflict` naming the address that somebody else has; then those that did not conflict may
  /// exist.
  Mono<List<Account>> make(Request request) {
    return Mono.fromSupplier(() -> checked(request))
        .flatMap(wanted -> preparation.require().then(made(wanted)));
  }

  private Mono<List<Account>> made(List<Account> wanted) {
    var distinct = new LinkedHashMap<String, Account>();
    wanted.forEach(account -> distinct.putIfAbsent(account.username(), account));
    return existing(distinct)
        .flatMap(
            existing -> {
              var missing =
                  distinct.values().stream()
                      .filter(account -> !existing.containsKey(account.username()))
                      .toList();
              return insert(missing).then(existing(distinct));
            })
        .map(existing -> inOrder(wanted, existing));
  }

  private Mono<Map<String, Account>> existing(Map<String, Account> wanted) {
    return accounts
        .byUsernames(wanted.keySet())
        .collect(Collectors.toMap(Account::username, Function.identity()));
  }

  private Mono<Void> insert(List<Account> missing) {
    var emails = missing.stream().map(Account::email).filter(Objects::nonNull).toList();
    return accounts
        .byEmails(emails)
        .hasElements()
        .filter(taken -> taken)
        .flatMap(taken -> Mono.<Void>error(emailTaken()))
        .then(accounts.insertFree(missing))
        .then(
            audit.write(
                Audit.Entry.of("accounts.created.by.backend").with("count", missing.size())));
  }

  private static List<Account> inOrder(List<Account> wanted, Map<String, Account> existing) {
    if (!wanted.stream().allMatch(account -> existing.containsKey(account.username()))) {
      throw emailTaken();
    }
    return wanted.stream().map(account -> existing.get(account.username())).toList();
  }

  private List<Account> checked(Request request) {
    var users = request.users();
    if (users == null) {
      throw ProblemException.invalid("users", "missing");
    }
    if (users.size() > MOST) {
      throw ProblemException.invalid("users", users.size() + " (expected: at most " + MOST + ")");
    }
    var errors = new ArrayList<FieldError>();
    for (int i = 0; i < users.size(); i++) {
      errors(users.get(i), "users[" + i + "]").forEach(errors::add);
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors.stream().limit(MOST_ROLES).toList());
    }
    return users.stream().map(Objects::requireNonNull).map(this::account).toList();
  }

  private Stream<FieldError> errors(@Nullable NewUser user, String at) {
    if (user == null) {
      return Stream.of(new FieldError(at, "null (expected: a user)"));
    }
    return Stream.of(
            AccountRules.username(at + ".username", user.username()),
            AccountRules.fullName(at + ".fullName", user.fullName()),
            user.email() == null ? null : AccountRules.email(at + ".email", user.email()),
            roles(user.roles(), at + ".roles"))
        .filter(Objects::nonNull);
  }

  private @Nullable FieldError roles(@Nullable List<@Nullable String> wanted, String at) {
    if (wanted == null) {
      return null;
    }
    if (wanted.size() > MOST_ROLES) {
      return new FieldError(at, wanted.size() + " (expected: at most " + MOST_ROLES + ")");
    }
    return wanted.stream().allMatch(role -> role != null && roles.isForBackends(role))
        ? null
        : new FieldError(at, "(expected: of " + roles.defined() + ", never admin)");
  }

  private Account account(NewUser user) {
    var wanted = user.roles();
    return new Account(
        new UserId(random.id('u')),
        AccountRules.usernameKey(Objects.requireNonNull(user.username())),
        user.email(),
        Objects.requireNonNull(user.fullName()).strip(),
        null,
        wanted == null || wanted.isEmpty()
            ? Set.of(Roles.USER)
            : wanted.stream().map(Objects::requireNonNull).collect(Collectors.toUnmodifiableSet()),
        null,
        clock.instant());
  }

  private static ProblemException emailTaken() {
    return ProblemException.conflict("email: taken", new FieldError("email", "taken"));
  }
}
