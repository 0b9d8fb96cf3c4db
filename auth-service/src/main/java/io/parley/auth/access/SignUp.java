package io.parley.auth.access;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Taken;
import io.parley.auth.audit.Audit;
import io.parley.auth.confirm.Correspondence;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.auth.login.KnownNetworks;
import io.parley.auth.password.PasswordHasher;
import io.parley.auth.password.PasswordRules;
import io.parley.auth.role.Roles;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.Preparation;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Makes accounts for people who come by themselves.
@Component
final class SignUp {

  private static final Duration WINDOW = Duration.ofHours(1);

  private final Accounts accounts;
  private final Passwords passwords;
  private final Limiter limiter;
  private final Preparation preparation;
  private final Making making;
  private final Limit limit;

  SignUp(
      Accounts accounts,
      Passwords passwords,
      Limiter limiter,
      Preparation preparation,
      Making making,
      AuthSettings settings) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.limiter = limiter;
    this.preparation = preparation;
    this.making = making;
    this.limit = new Limit("sign-up", settings.limits().signUpsAddress(), WINDOW);
  }

  /// What passwords are checked and hashed with.
  @Component
  record Passwords(PasswordRules rules, PasswordHasher hasher) {}

  /// What a new account is made with and noted in.
  @Component
  record Making(
      Roles roles,
      Randomness random,
      Clock clock,
      KnownNetworks networks,
      Correspondence correspondence,
      Audit audit) {}

  record Request(
      @Nullable String email,
      @Nullable String username,
      @Nullable String fullName,
      @Nullable String password,
      @Nullable String role,
      @Nullable String tokens) {

    /// Keeps the password out of logs.
    @Override
    public String toString() {
      return "SignUp.Request";
    }
  }

  /// The new account. Errors with `invalid`, `rate-limited`, `conflict` naming the taken field, or
  /// `try-again`.
  Mono<Account> signUp(Request request, Client client) {
    return Mono.fromSupplier(() -> checked(request))
        .flatMap(account -> preparation.require().then(mayHappen(client)).thenReturn(account))
        .flatMap(
            account -> accounts.taken(account).flatMap(Mono::<Account>error).thenReturn(account))
        .flatMap(account -> withPassword(account, Objects.requireNonNull(request.password())))
        .flatMap(accounts::insert)
        .flatMap(account -> noted(account, client))
        .onErrorMap(Taken.class, SignUp::conflict);
  }

  private Account checked(Request request) {
    var errors = new ArrayList<FieldError>();
    Stream.of(
            AccountRules.email("email", request.email()),
            AccountRules.username("username", request.username()),
            AccountRules.fullName("fullName", request.fullName()),
            role(request.role()),
            request.password() == null ? new FieldError("password", "missing") : null)
        .filter(Objects::nonNull)
        .forEach(errors::add);
    if (errors.isEmpty()) {
      var owner = owner(request);
      var refusal =
          passwords.rules().refusal("password", Objects.requireNonNull(request.password()), owner);
      if (refusal != null) {
        errors.add(refusal);
      }
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    return account(request);
  }

  private @Nullable FieldError role(@Nullable String role) {
    return role == null || making.roles().isRegistrable(role)
        ? null
        : new FieldError(
            "role", "not to be chosen (expected: one of " + making.roles().registrable() + ")");
  }

  private static PasswordRules.Owner owner(Request request) {
    return new PasswordRules.Owner(
        Objects.requireNonNull(request.username()),
        request.email(),
        Objects.requireNonNull(request.fullName()));
  }

  private Account account(Request request) {
    return new Account(
        new UserId(making.random().id('u')),
        AccountRules.usernameKey(Objects.requireNonNull(request.username())),
        request.email(),
        Objects.requireNonNull(request.fullName()).strip(),
        null,
        request.role() == null ? Set.of(Roles.USER) : roles(request.role()),
        null,
        making.clock().instant());
  }

  private static Set<String> roles(String chosen) {
    return Stream.of(Roles.USER, chosen).collect(Collectors.toUnmodifiableSet());
  }

  private Mono<Void> mayHappen(Client client) {
    return limiter
        .take(limit, client.network())
        .filter(Duration::isPositive)
        .flatMap(
            wait ->
                Mono.error(
                    ProblemException.rateLimited(
                        "Too many sign-ups from this address", wait, limit.policy())));
  }

  private Mono<Account> withPassword(Account account, String password) {
    return passwords.hasher().hash(password).map(account::withHash);
  }

  private Mono<Account> noted(Account account, Client client) {
    return making
        .networks()
        .remember(account.id(), client)
        .then(
            making
                .audit()
                .write(
                    Audit.Entry.of("account.created")
                        .with("user", account.id())
                        .with("roles", account.roles())
                        .with("address", client.address())))
        .then(Mono.fromRunnable(() -> making.correspondence().welcome(account)))
        .thenReturn(account);
  }

  private static ProblemException conflict(Taken taken) {
    var errors = new ArrayList<FieldError>();
    if (taken.username()) {
      errors.add(new FieldError("username", "taken"));
    }
    if (taken.email()) {
      errors.add(new FieldError("email", "taken"));
    }
    return ProblemException.conflict(
        errors.getFirst().field() + ": taken", errors.toArray(FieldError[]::new));
  }
}
