package io.parley.auth.login;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.audit.Audit;
import io.parley.auth.secret.Randomness;
import io.parley.auth.token.TokenIssuer;
import io.parley.common.id.LoginId;
import io.parley.edge.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Starts logins: the login is stored before its tokens leave, and the account is looked at once
/// more in between. Whoever closes an account or takes a role changes the account first and ends
/// its logins then, so one of the two sees the other.
@Component
public final class LoginStarter {

  private final Logins logins;
  private final AccountChanges accounts;
  private final RefreshTokens refreshTokens;
  private final TokenIssuer issuer;
  private final Randomness random;
  private final Audit audit;
  private final Clock clock;
  private final AuthSettings settings;

  LoginStarter(
      Tokens tokens,
      Logins logins,
      AccountChanges accounts,
      Audit audit,
      Clock clock,
      AuthSettings settings) {
    this.logins = logins;
    this.accounts = accounts;
    this.refreshTokens = tokens.refreshTokens();
    this.issuer = tokens.issuer();
    this.random = tokens.random();
    this.audit = audit;
    this.clock = clock;
    this.settings = settings;
  }

  /// A login of somebody who proved who they are. Errors with `unauthenticated` when the account
  /// was closed, or all its logins were ended, since it was read.
  public Mono<IssuedTokens> start(Account account, LoginMode mode, Client client) {
    return Mono.defer(
        () -> {
          var login =
              login(account, mode, client, settings.accessTokenLife(), settings.refreshTokenLife());
          var refresh = refreshTokens.first(login.id());
          return stored(account, login, refresh.hash(), "login.started")
              .map(current -> access(current, login))
              .map(
                  access ->
                      new IssuedTokens(
                          login.id(),
                          access.token(),
                          access.expiresAt(),
                          refreshTokens.text(refresh),
                          login.expiresAt()));
        });
  }

  /// A login that a team's backend asks for: one access token, nothing to renew it with.
  public Mono<IssuedTokens> startForBackend(Account account, Duration life, Client client) {
    return Mono.defer(
        () -> {
          var login = login(account, LoginMode.SERVER, client, life, life);
          return stored(account, login, null, "login.minted")
              .map(current -> access(current, login))
              .map(
                  access ->
                      new IssuedTokens(
                          login.id(), access.token(), access.expiresAt(), null, login.expiresAt()));
        });
  }

  /// The account as it is once the login is stored.
  private Mono<Account> stored(
      Account account, Login login, @Nullable String refreshHash, String event) {
    return logins
        .insert(login, refreshHash)
        .then(accounts.noteLogin(account.id()))
        .filter(current -> isStillGood(account, current))
        .switchIfEmpty(Mono.defer(() -> refused(login)))
        .flatMap(current -> audit.write(entry(event, login)).thenReturn(current));
  }

  private static boolean isStillGood(Account before, Account now) {
    return now.standing().isOpen() && now.standing().generation() == before.standing().generation();
  }

  private Mono<Account> refused(Login login) {
    return logins
        .end(login.id(), "refused")
        .then(Mono.error(ProblemException.unauthenticated("The account cannot be used")));
  }

  private TokenIssuer.Issued access(Account account, Login login) {
    return issuer.access(login.id(), account.id(), account.roles(), login.accessUntil());
  }

  private Login login(
      Account account, LoginMode mode, Client client, Duration accessLife, Duration life) {
    var now = clock.instant();
    var accessUntil = issuer.endOf(accessLife);
    return new Login(
        new LoginId(random.id('l')),
        account.id(),
        mode,
        client,
        now,
        now,
        later(now.plus(life), accessUntil),
        accessUntil,
        null);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Audit.Entry entry(String event, Login login) {
    return Audit.Entry.of(event)
        .with("user", login.user())
        .with("login", login.id())
        .with("mode", login.mode())
        .with("address", login.client().address());
  }
}
