package io.parley.auth.login;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.login.Logins.Stored;
import io.parley.auth.login.RefreshTokens.RefreshToken;
import io.parley.edge.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Rotates refresh tokens. Each counts once. A rotated one that comes again within 10 s, while its
/// successor is unused, is a client that asked twice or did not get the answer, and gets the same
/// successor; any other reuse means that somebody else has the token too, and ends the login (RFC
/// 9700, 4.14.2).
@Component
public final class Refreshing {

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int LOST_RACES = 3;

  private final Logins logins;
  private final Accounts accounts;
  private final Tokens tokens;
  private final Endings endings;
  private final Clock clock;
  private final AuthSettings settings;

  Refreshing(
      Logins logins,
      Accounts accounts,
      Tokens tokens,
      Endings endings,
      Clock clock,
      AuthSettings settings) {
    this.logins = logins;
    this.accounts = accounts;
    this.tokens = tokens;
    this.endings = endings;
    this.clock = clock;
    this.settings = settings;
  }

  /// New tokens for this one. Errors with `unauthenticated` when it does not count in this mode.
  public Mono<IssuedTokens> refresh(String text, LoginMode mode) {
    return Mono.defer(() -> Mono.justOrEmpty(tokens.refreshTokens().parse(text)))
        .flatMap(token -> exchange(token, mode, LOST_RACES))
        .switchIfEmpty(refused());
  }

  /// The living login behind a refresh token that counts now, without using it up; for logging out.
  public Mono<Login> loginBehind(String text, LoginMode mode) {
    return Mono.defer(() -> Mono.justOrEmpty(tokens.refreshTokens().parse(text)))
        .flatMap(token -> living(token, mode).filter(stored -> isKnown(stored, token)))
        .map(Stored::login)
        .switchIfEmpty(refused());
  }

  private Mono<IssuedTokens> exchange(RefreshToken token, LoginMode mode, int races) {
    return living(token, mode).flatMap(stored -> step(stored, token, mode, races));
  }

  private Mono<Stored> living(RefreshToken token, LoginMode mode) {
    return logins
        .find(token.login())
        .filter(
            stored -> stored.login().mode() == mode && stored.login().isLiveAt(clock.instant()));
  }

  private Mono<IssuedTokens> step(Stored stored, RefreshToken token, LoginMode mode, int races) {
    var rotation = stored.rotation();
    if (rotation == null) {
      return Mono.empty();
    }
    if (rotation.current().equals(token.hash())) {
      return rotate(stored.login(), token)
          .switchIfEmpty(
              Mono.defer(
                  () ->
                      races > 0
                          ? exchange(token, mode, races - 1)
                          : Mono.error(ProblemException.tryAgain("Refreshed by many at once"))));
    }
    var salt = rotation.salt();
    return token.hash().equals(rotation.previous()) && salt != null && isInGrace(rotation)
        ? same(stored.login(), tokens.refreshTokens().successor(token, salt))
        : endings.end(stored.login(), "refresh token reused").then(Mono.empty());
  }

  /// Empty when another request was first.
  private Mono<IssuedTokens> rotate(Login login, RefreshToken token) {
    var now = clock.instant();
    var salt = tokens.refreshTokens().newSalt();
    var successor = tokens.refreshTokens().successor(token, salt);
    var next = new Rotation(successor.hash(), token.hash(), salt, now);
    var used = used(login, now);
    return accountOf(login)
        .flatMap(
            account ->
                logins
                    .rotate(login.id(), token.hash(), next, used)
                    .filter(Boolean::booleanValue)
                    .map(won -> issued(account, used, successor)));
  }

  /// The successor once more; the access token ends when the one beside the successor does.
  private Mono<IssuedTokens> same(Login login, RefreshToken successor) {
    return accountOf(login).map(account -> issued(account, login, successor));
  }

  private Mono<Account> accountOf(Login login) {
    return accounts
        .byId(login.user())
        .filter(account -> account.standing().isOpen())
        .switchIfEmpty(refused());
  }

  private IssuedTokens issued(Account account, Login login, RefreshToken refresh) {
    var access =
        tokens.issuer().access(login.id(), account.id(), account.roles(), login.accessUntil());
    return new IssuedTokens(
        login.id(),
        access.token(),
        access.expiresAt(),
        tokens.refreshTokens().text(refresh),
        login.expiresAt());
  }

  private Login used(Login login, Instant now) {
    return new Login(
        login.id(),
        login.user(),
        login.mode(),
        login.client(),
        login.createdAt(),
        now,
        now.plus(settings.refreshTokenLife()),
        tokens.issuer().endOf(settings.accessTokenLife()),
        login.endedAt());
  }

  private boolean isInGrace(Rotation rotation) {
    var at = rotation.at();
    return at != null && clock.instant().isBefore(at.plus(GRACE));
  }

  private boolean isKnown(Stored stored, RefreshToken token) {
    var rotation = stored.rotation();
    return rotation != null
        && (rotation.current().equals(token.hash())
            || (token.hash().equals(rotation.previous()) && isInGrace(rotation)));
  }

  private static <T> Mono<T> refused() {
    return Mono.error(() -> ProblemException.unauthenticated("The refresh token is not valid"));
  }
}
