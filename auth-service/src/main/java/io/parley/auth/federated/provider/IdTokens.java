package io.parley.auth.federated.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import io.parley.auth.federated.provider.ProviderSettings.LoginClient;
import java.util.Set;
import reactor.core.publisher.Mono;

/// Verifies ID tokens that came by the code (OpenID Connect Core, 3.1.3.7): algorithm and type as
/// set, signature, issuer, audience and authorized party, end, nonce, and the hash of the access
/// token where there is one.
final class IdTokens {

  private static final String WHAT = "ID token";
  private static final Set<String> TYPES = Set.of("", "JWT");

  private final ProviderSettings settings;
  private final ProviderKeys keys;

  IdTokens(ProviderSettings settings, ProviderKeys keys) {
    this.settings = settings;
    this.keys = keys;
  }

  /// What the token says. Errors with `unauthenticated` when it does not count, with `try-again`
  /// when that cannot be found out.
  Mono<Statement> verify(String text, LoginClient client, Nonce nonce, AccessToken accessToken) {
    var token = keys.parse(text, TYPES);
    return token == null
        ? Mono.error(refused("its form"))
        : keys.of(token).map(set -> statement(token, set, client, nonce, accessToken));
  }

  private Statement statement(
      SignedJWT token, JWKSet set, LoginClient client, Nonce nonce, AccessToken accessToken) {
    try {
      var claims = validator(set, client).validate(token, nonce);
      checkParty(claims, client);
      checkHash(claims, accessToken);
      return statement(claims);
    } catch (BadJOSEException | JOSEException | InvalidHashException | ParseException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private IDTokenValidator validator(JWKSet set, LoginClient client) {
    var selector =
        new JWSVerificationKeySelector<>(
            settings.algorithm(), new ImmutableJWKSet<SecurityContext>(set));
    return new IDTokenValidator(
        new Issuer(settings.issuer()), new ClientID(client.id()), selector, null);
  }

  /// The library lets a second audience pass; of a token for several, one must be named as the one
  /// that it was made for (3.1.3.7, 3 to 5).
  private void checkParty(IDTokenClaimsSet claims, LoginClient client) {
    var party = claims.getAuthorizedParty();
    if (party == null ? claims.getAudience().size() > 1 : !party.getValue().equals(client.id())) {
      throw refused("its audience or authorized party");
    }
  }

  private void checkHash(IDTokenClaimsSet claims, AccessToken accessToken)
      throws InvalidHashException {
    var hash = claims.getAccessTokenHash();
    if (hash != null) {
      AccessTokenValidator.validate(accessToken, settings.algorithm(), hash);
    }
  }

  /// Cognito names the use of each of its tokens.
  private Statement statement(IDTokenClaimsSet claims) throws ParseException {
    var use = claims.getClaim("token_use");
    var statement = Statements.of(settings, claims.toJWTClaimsSet());
    if (statement == null || (use != null && !use.equals("id"))) {
      throw refused("its subject or its use");
    }
    return statement;
  }

  private RuntimeException refused(String why) {
    return Refusal.of(settings, WHAT, why);
  }
}
