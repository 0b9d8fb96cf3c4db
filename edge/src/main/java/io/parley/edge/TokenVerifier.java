package io.parley.edge;

import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import io.parley.common.token.TokenKind;
import io.parley.edge.token.ForeignTokens;
import io.parley.edge.token.ForeignTokens.Exchanged;
import io.parley.edge.token.KeySource;
import io.parley.edge.token.TokenForm;
import io.parley.edge.token.VerifiedTokens;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Verifies the tokens of auth-service. Nothing in a token decides how it is checked: the caller
/// names the kind, and algorithm, type, audience and key set follow from that. An access token of
/// another issuer is exchanged for one of auth-service first, where the operator trusts any, and
/// that one is verified.
public final class TokenVerifier {

  private static final int REMEMBERED = 20_000;

  private final KeySource keys;
  private final LoginState logins;
  private final Clock clock;
  private final ForeignTokens foreign;
  private final VerifiedTokens<Known> known = new VerifiedTokens<>(REMEMBERED);
  private final VerifiedTokens<Exchanged> exchanged = new VerifiedTokens<>(REMEMBERED);

  public TokenVerifier(KeySource keys, LoginState logins, ForeignTokens foreign, Clock clock) {
    this.keys = keys;
    this.logins = logins;
    this.foreign = foreign;
    this.clock = clock;
  }

  private record Known(VerifiedToken token, String keyId) {}

  /// Who a token stands for. Errors with the problem `unauthenticated` when it is not a valid token
  /// of this kind, has expired, or belongs to a login that has ended; with `try-again` when that
  /// cannot be found out. Never empty.
  public Mono<Caller> verify(String token, TokenKind kind) {
    return inspect(token, kind).map(VerifiedToken::caller);
  }

  /// The same with the token's own id and end; errors likewise.
  public Mono<VerifiedToken> inspect(String token, TokenKind kind) {
    return Mono.defer(() -> ownOrExchanged(token, kind)).flatMap(found -> stillGood(found, kind));
  }

  private Mono<VerifiedToken> ownOrExchanged(String text, TokenKind kind) {
    var hash = VerifiedTokens.keyOf(text);
    return kind == TokenKind.ACCESS && isForeign(text, hash)
        ? exchanged(text, hash).flatMap(own -> genuine(own, kind, VerifiedTokens.keyOf(own)))
        : genuine(text, kind, hash);
  }

  private boolean isForeign(String text, String hash) {
    return known.get(TokenKind.ACCESS.name() + hash) == null
        && (exchanged.get(hash) != null || foreign.mayBe(text));
  }

  private Mono<String> exchanged(String text, String hash) {
    var seen = exchanged.get(hash);
    if (seen != null && seen.renewAt().isAfter(clock.instant())) {
      return Mono.just(seen.token());
    }
    return foreign
        .exchange(text)
        .doOnNext(answer -> exchanged.put(hash, answer))
        .map(Exchanged::token)
        .switchIfEmpty(refused());
  }

  private Mono<VerifiedToken> genuine(String text, TokenKind kind, String hash) {
    var cacheKey = kind.name() + hash;
    var seen = known.get(cacheKey);
    if (seen != null && keys.holds(seen.keyId())) {
      return Mono.just(seen.token());
    }
    var token = TokenForm.parse(text, kind);
    if (token == null) {
      return refused();
    }
    return keys.verifier(token.keyId())
        .mapNotNull(token::verified)
        .map(content -> tokenOf(content, kind))
        .doOnNext(good -> known.put(cacheKey, new Known(good, token.keyId())))
        .switchIfEmpty(refused());
  }

  private Mono<VerifiedToken> stillGood(VerifiedToken token, TokenKind kind) {
    if (!token.expiresAt().isAfter(clock.instant())) {
      return Mono.error(ProblemException.unauthenticated("The token has expired"));
    }
    if (kind == TokenKind.SERVICE) {
      return Mono.just(token);
    }
    return logins
        .ended(token.caller().login())
        .flatMap(
            ended ->
                ended
                    ? Mono.error(ProblemException.unauthenticated("The login has ended"))
                    : Mono.just(token));
  }

  private static VerifiedToken tokenOf(TokenForm.Content content, TokenKind kind) {
    var until = content.until() == null ? content.expiresAt() : content.until();
    var caller =
        new Caller(
            new UserId(content.subject()),
            new LoginId(loginOf(content.login(), content.id())),
            content.roles(),
            until,
            credentialOf(kind));
    return new VerifiedToken(caller, content.id(), content.expiresAt());
  }

  private static String loginOf(@Nullable String login, String tokenId) {
    return login == null ? tokenId : login;
  }

  private static Credential credentialOf(TokenKind kind) {
    return switch (kind) {
      case ACCESS -> Credential.BEARER;
      case TICKET -> Credential.TICKET;
      case SERVICE -> Credential.SERVICE;
    };
  }

  private static <T> Mono<T> refused() {
    return Mono.error(() -> ProblemException.unauthenticated("The token is not valid"));
  }
}
