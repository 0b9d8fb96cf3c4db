package io.parley.auth.login;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.Account;
import io.parley.auth.account.AccountChanges;
import io.parley.auth.audit.Audit;
import io.parley.auth.secret.MasterKey;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.token.TokenIssuer;
import io.parley.auth.token.TokenIssuer.Issued;
import io.parley.common.id.LoginId;
import io.parley.edge.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Logins that stand for a session at another issuer. The login's id follows from that session, so
/// every token of one session means the same login on every replica, and a login that was ended
/// here stays ended whatever tokens its session still brings: for as long as a login lives without
/// being used.
@Component
public final class ForeignLogins {

  private static final int ID_BYTES = 16;

  private final Logins logins;
  private final AccountChanges accounts;
  private final TokenIssuer issuer;
  private final Audit audit;
  private final Clock clock;
  private final AuthSettings settings;
  private final SecretKeySpec idKey;

  ForeignLogins(
      Logins logins,
      AccountChanges accounts,
      TokenIssuer issuer,
      Audit audit,
      Clock clock,
      AuthSettings settings,
      MasterKey master) {
    this.logins = logins;
    this.accounts = accounts;
    this.issuer = issuer;
    this.audit = audit;
    this.clock = clock;
    this.settings = settings;
    this.idKey = master.hmacKey("foreign logins");
  }

  /// A session at another issuer.
  ///
  /// @param key names it among all sessions of all issuers, for this account
  /// @param until when the token that was shown ends
  public record Session(String key, Client client, Instant until) {}

  /// The id of the login that stands for this session, whether it has begun or not.
  public LoginId idOf(Account account, Session session) {
    var hash =
        MasterKey.hmac(
            idKey,
            (account.id() + " ").getBytes(StandardCharsets.UTF_8),
            session.key().getBytes(StandardCharsets.UTF_8));
    return new LoginId("l" + HexFormat.of().formatHex(hash, 0, ID_BYTES));
  }

  /// An access token for the login of this session, which starts with it or goes on; it ends no
  /// later than the token that was shown. Empty when the login was ended; errors with
  /// `unauthenticated` when the account was closed, or all its logins ended, since it was read.
  public Mono<Issued> accessOf(Account account, Session session) {
    return Mono.defer(
        () -> {
          var login = login(account, session);
          return logins
              .goOn(login)
              .flatMap(goesOn -> goesOn ? Mono.just(login) : begin(account, login))
              .map(
                  living ->
                      issuer.access(
                          living.id(),
                          account.id(),
                          account.roles(),
                          earlier(issuer.endOf(settings.accessTokenLife()), session.until())));
        });
  }

  /// Empty when it is there already, which means that it is over.
  private Mono<Login> begin(Account account, Login login) {
    return logins
        .insert(login, null)
        .then(Mono.defer(() -> stillGood(account, login)))
        .then(
            audit.write(
                Audit.Entry.of("login.started")
                    .with("user", login.user())
                    .with("login", login.id())
                    .with("mode", login.mode())
                    .with("by", login.client().device())))
        .thenReturn(login)
        .onErrorResume(DuplicateKeys::isDuplicate, taken -> onceMore(login));
  }

  /// As with every login that starts: whoever closes an account changes it first and ends its
  /// logins then, so one of the two sees the other.
  private Mono<Void> stillGood(Account before, Login login) {
    return accounts
        .noteLogin(login.user())
        .filter(
            now ->
                now.standing().isOpen()
                    && now.standing().generation() == before.standing().generation())
        .switchIfEmpty(
            Mono.defer(
                () ->
                    logins
                        .end(login.id(), "refused")
                        .then(
                            Mono.error(
                                ProblemException.unauthenticated("The account cannot be used")))))
        .then();
  }

  /// Another request may have begun it a moment ago.
  private Mono<Login> onceMore(Login login) {
    return logins.goOn(login).filter(Boolean::booleanValue).thenReturn(login);
  }

  /// Its end moves on with each token, since nobody can say when the session brings its last one.
  private Login login(Account account, Session session) {
    var now = clock.instant();
    var end = now.plus(settings.refreshTokenLife());
    return new Login(
        idOf(account, session),
        account.id(),
        LoginMode.FOREIGN,
        session.client(),
        now,
        now,
        end,
        end,
        null);
  }

  private static Instant earlier(Instant one, Instant other) {
    var first = one.isBefore(other) ? one : other;
    return first.truncatedTo(ChronoUnit.SECONDS);
  }
}
