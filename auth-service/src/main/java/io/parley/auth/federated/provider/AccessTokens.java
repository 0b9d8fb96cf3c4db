package io.parley.auth.federated.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.parley.auth.federated.provider.ProviderSettings.Bearer;
import java.time.Instant;
import java.util.Set;
import reactor.core.publisher.Mono;

/// Verifies access tokens of a provider that were made for Parley, in the one form that the
/// operator says they have.
public final class AccessTokens {

  private static final String CLIENT = "client_id";
  private static final String USE = "token_use";
  private static final Set<String> ONLY_ID_TOKENS_HAVE =
      Set.of("nonce", "at_hash", "c_hash", "s_hash", USE);
  private static final int SKEW_SECONDS = 30;

  private final ProviderSettings settings;
  private final ProviderKeys keys;
  private final Bearer bearer;

  AccessTokens(ProviderSettings settings, ProviderKeys keys, Bearer bearer) {
    this.settings = settings;
    this.keys = keys;
    this.bearer = bearer;
  }

  /// A token that counts.
  public record Shown(Statement statement, Instant expiresAt) {}

  /// What the token says. Errors with `unauthenticated` when it does not count, with `try-again`
  /// when that cannot be found out.
  public Mono<Shown> verify(String text) {
    return Mono.defer(
        () -> {
          var token = keys.parse(text, types());
          return token == null
              ? Mono.error(refused("its form"))
              : keys.of(token).map(set -> shown(token, set));
        });
  }

  private Shown shown(SignedJWT token, JWKSet set) {
    try {
      var claims = processor(set).process(token, null);
      var statement = Statements.of(settings, claims);
      if (statement == null || !isFor(claims)) {
        throw refused("its subject, or what it is for");
      }
      return new Shown(statement, claims.getExpirationTime().toInstant());
    } catch (BadJOSEException | JOSEException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private Set<String> types() {
    return bearer.form() == BearerForm.AT_JWT
        ? Set.of("at+jwt", "application/at+jwt")
        : Set.of("", "JWT");
  }

  /// The type was looked at before.
  private DefaultJWTProcessor<SecurityContext> processor(JWKSet set) {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier((type, context) -> {});
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            settings.algorithm(), new ImmutableJWKSet<SecurityContext>(set)));
    var claims =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            bearer.form() == BearerForm.COGNITO ? null : bearer.audiences(),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            required(),
            Set.of());
    claims.setMaxClockSkew(SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  private Set<String> required() {
    return switch (bearer.form()) {
      case AT_JWT -> Set.of("sub", "exp", "iat", "jti", CLIENT);
      case COGNITO -> Set.of("sub", "exp", "iat", USE, CLIENT);
      case JWT -> Set.of("sub", "exp", "iat");
    };
  }

  private boolean isFor(JWTClaimsSet claims) {
    return switch (bearer.form()) {
      case AT_JWT -> true;
      case COGNITO ->
          "access".equals(claims.getClaim(USE))
              && claims.getClaim(CLIENT) instanceof String client
              && bearer.audiences().contains(client);
      case JWT ->
          claims.getClaims().keySet().stream().noneMatch(ONLY_ID_TOKENS_HAVE::contains)
              && !"ID".equals(claims.getClaim("typ"));
    };
  }

  private RuntimeException refused(String why) {
    return Refusal.of(settings, Refusal.ACCESS_TOKEN, why);
  }
}
