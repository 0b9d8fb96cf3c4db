package io.parley.auth.login;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.audit.Audit;
import io.parley.auth.secret.Randomness;
import io.parley.auth.token.TokenIssuer;
import io.parley.common.id.LoginId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Starts logins: the login is stored before its tokens leave.
@Component
public final class LoginStarter {

  private final Logins logins;
  private final RefreshTokens refreshTokens;
  private final TokenIssuer issuer;
  private final Randomness random;
  private final Audit audit;
  private final Clock clock;
  private final AuthSettings settings;

  LoginStarter(Tokens tokens, Logins logins, Audit audit, Clock clock, AuthSettings settings) {
    this.logins = logins;
    this.refreshTokens = tokens.refreshTokens();
    this.issuer = tokens.issuer();
    this.random = tokens.random();
    this.audit = audit;
    this.clock = clock;
    this.settings = settings;
  }

  /// A login of somebody who proved who they are.
  public Mono<IssuedTokens> start(Account account, LoginMode mode, Client client) {
    return Mono.defer(
        () -> {
          var login =
              login(account, mode, client, settings.accessTokenLife(), settings.refreshTokenLife());
          var refresh = refreshTokens.first(login.id());
          var access =
              issuer.access(login.id(), account.id(), account.roles(), login.accessUntil());
          return logins
              .insert(login, refresh.hash())
              .then(audit.write(entry("login.started", login)))
              .thenReturn(
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
          var access =
              issuer.access(login.id(), account.id(), account.roles(), login.accessUntil());
          return logins
              .insert(login, null)
              .then(audit.write(entry("login.minted", login)))
              .thenReturn(
                  new IssuedTokens(
                      login.id(), access.token(), access.expiresAt(), null, login.expiresAt()));
        });
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
