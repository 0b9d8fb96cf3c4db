package io.parley.auth.federated;

import com.nimbusds.jwt.SignedJWT;
import io.parley.auth.account.Account;
import io.parley.auth.federated.provider.AccessTokens;
import io.parley.auth.federated.provider.AccessTokens.Shown;
import io.parley.auth.federated.provider.Providers;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.login.Client;
import io.parley.auth.login.ForeignLogins;
import io.parley.auth.login.ForeignLogins.Session;
import io.parley.auth.token.TokenIssuer.Issued;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import io.parley.edge.token.ForeignForm;
import io.parley.edge.token.ForeignTokens;
import io.parley.edge.token.VerifiedTokens;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Makes an access token of another issuer into one of Parley's, of a login that stands for the
/// session over there. All tokens of one session mean one login, and one that was ended here takes
/// none of them any more.
@Component
final class ForeignSessions implements ForeignTokens {

  /// A socket is told a minute before its end, and what its client answers must lead to a later
  /// one.
  private static final Duration EARLY = Duration.ofSeconds(90);

  private final Providers providers;
  private final Linking linking;
  private final MappedRoles roles;
  private final ForeignLogins logins;

  ForeignSessions(Providers providers, Linking linking, MappedRoles roles, ForeignLogins logins) {
    this.providers = providers;
    this.linking = linking;
    this.roles = roles;
    this.logins = logins;
  }

  @Override
  public boolean mayBe(String token) {
    return providers.takesTokens() && ForeignForm.mayBe(token);
  }

  @Override
  public Mono<Exchanged> exchange(String token) {
    return Mono.defer(() -> Mono.justOrEmpty(tokensOf(token)))
        .switchIfEmpty(Mono.error(() -> unauthenticated("The issuer is not trusted")))
        .flatMap(issuer -> issuer.verify(token))
        .flatMap(shown -> login(token, shown))
        .onErrorMap(ProblemException.class, ForeignSessions::refusal);
  }

  private Mono<Exchanged> login(String token, Shown shown) {
    return linking
        .accountOf(shown.statement(), null)
        .flatMap(account -> access(account, token, shown))
        .switchIfEmpty(Mono.error(() -> unauthenticated("The login has ended")))
        .map(issued -> new Exchanged(issued.token(), renewAt(issued, shown)));
  }

  private Mono<Issued> access(Account account, String token, Shown shown) {
    var said = shown.statement();
    var client = new Client("unknown", "Token of " + said.provider().title());
    var session = new Session(key(said, token), client, shown.expiresAt());
    return roles
        .applied(account, said, logins.idOf(account, session))
        .flatMap(known -> logins.accessOf(known, session));
  }

  private @Nullable AccessTokens tokensOf(String token) {
    try {
      var claims = SignedJWT.parse(token).getJWTClaimsSet();
      var issuer = claims == null ? null : claims.getIssuer();
      return issuer == null ? null : providers.accessTokensOf(issuer).orElse(null);
    } catch (ParseException e) {
      return null;
    }
  }

  /// A token that names no session is one by itself.
  private static String key(Statement said, String token) {
    var session = said.session();
    return said.provider().issuer()
        + " "
        + said.subject()
        + " "
        + (session == null ? VerifiedTokens.keyOf(token) : session);
  }

  private static Instant renewAt(Issued issued, Shown shown) {
    return issued.expiresAt().isBefore(shown.expiresAt().minusSeconds(1))
        ? issued.expiresAt().minus(EARLY)
        : issued.expiresAt();
  }

  /// Whoever may not come in by a token is not known by it.
  private static ProblemException refusal(ProblemException problem) {
    return problem.type() == ProblemType.CONFLICT || problem.type() == ProblemType.FORBIDDEN
        ? unauthenticated(problem.detail())
        : problem;
  }

  private static ProblemException unauthenticated(String detail) {
    return ProblemException.unauthenticated(detail);
  }
}
