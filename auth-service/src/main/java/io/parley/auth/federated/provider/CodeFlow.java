package io.parley.auth.federated.provider;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.parley.auth.federated.provider.ProviderSettings.LoginClient;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The authorization code flow with PKCE as its client speaks it (OpenID Connect Core 1.0, RFC
/// 7636, RFC 9700).
@Component
public final class CodeFlow {

  private final ProviderHttp http;

  CodeFlow(ProviderHttp http) {
    this.http = http;
  }

  /// What one run of the flow is bound to.
  ///
  /// @param redirectUri where the provider sends the browser back to
  public record Binding(String state, String nonce, String verifier, URI redirectUri) {

    /// Keeps what must not be known out of logs.
    @Override
    public String toString() {
      return "Binding[" + redirectUri + "]";
    }
  }

  /// Where the browser goes to log in. Errors with `try-again` while the provider is away.
  public Mono<URI> begin(Provider provider, Binding binding) {
    var client = clientOf(provider);
    return provider
        .metadata()
        .map(
            metadata ->
                new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        Scope.parse(client.scopes()),
                        new ClientID(client.id()),
                        binding.redirectUri())
                    .endpointURI(metadata.getAuthorizationEndpointURI())
                    .state(new State(binding.state()))
                    .nonce(new Nonce(binding.nonce()))
                    .codeChallenge(new CodeVerifier(binding.verifier()), CodeChallengeMethod.S256)
                    .build()
                    .toURI());
  }

  /// Whether an answer that names this issuer, or none, may be the provider's own (RFC 9207).
  public Mono<Boolean> mayBeOf(Provider provider, @Nullable String issuer) {
    return provider
        .metadata()
        .map(
            metadata ->
                issuer == null
                    ? !metadata.supportsAuthorizationResponseIssuerParam()
                    : issuer.equals(provider.settings().issuer()));
  }

  /// What the provider says of whoever brought this code. Errors with `unauthenticated` when it
  /// does not take the code or says something that does not count, with `try-again` when it is
  /// away.
  public Mono<Statement> finish(Provider provider, Binding binding, String code) {
    var client = clientOf(provider);
    return provider
        .metadata()
        .flatMap(
            metadata ->
                http.send(request(metadata, client, binding, code).toHTTPRequest())
                    .map(answer -> tokens(provider, answer))
                    .flatMap(
                        tokens ->
                            provider
                                .idTokens()
                                .verify(
                                    tokens.getIDTokenString(),
                                    client,
                                    new Nonce(binding.nonce()),
                                    tokens.getAccessToken())
                                .flatMap(said -> withEmail(said, metadata, tokens))));
  }

  private static TokenRequest request(
      OIDCProviderMetadata metadata, LoginClient client, Binding binding, String code) {
    var endpoint = metadata.getTokenEndpointURI();
    var grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code),
            binding.redirectUri(),
            new CodeVerifier(binding.verifier()));
    var proof = proof(metadata, client);
    var id = new ClientID(client.id());
    return proof == null
        ? new TokenRequest.Builder(endpoint, id, grant).build()
        : new TokenRequest.Builder(endpoint, proof, grant).build();
  }

  /// By `client_secret_basic` as long as the provider takes it, which it does unless it says
  /// otherwise.
  private static @Nullable ClientAuthentication proof(
      OIDCProviderMetadata metadata, LoginClient client) {
    var secret = client.secret();
    if (secret == null) {
      return null;
    }
    var id = new ClientID(client.id());
    var methods = metadata.getTokenEndpointAuthMethods();
    return methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        ? new ClientSecretBasic(id, new Secret(secret))
        : new ClientSecretPost(id, new Secret(secret));
  }

  private static OIDCTokens tokens(Provider provider, HTTPResponse answer) {
    try {
      TokenResponse parsed = OIDCTokenResponseParser.parse(answer);
      if (parsed instanceof OIDCTokenResponse good) {
        return good.getOIDCTokens();
      }
      var error = parsed.toErrorResponse().getErrorObject();
      throw Refusal.of(provider.settings(), "code", String.valueOf(error.getCode()));
    } catch (ParseException e) {
      throw Refusal.of(provider.settings(), "answer of the provider", "it cannot be read");
    }
  }

  /// Some providers keep the address for those who ask with the access token.
  private Mono<Statement> withEmail(
      Statement said, OIDCProviderMetadata metadata, OIDCTokens tokens) {
    var endpoint = metadata.getUserInfoEndpointURI();
    if (said.email() != null
        || endpoint == null
        || !ProviderEnvironment.isReachable(endpoint.toString())) {
      return Mono.just(said);
    }
    var request = new UserInfoRequest(endpoint, tokens.getAccessToken()).toHTTPRequest();
    return http.send(request).map(answer -> completed(said, answer));
  }

  /// An answer about somebody else counts for nothing (OpenID Connect Core, 5.3.4).
  private static Statement completed(Statement said, HTTPResponse answer) {
    try {
      var parsed = UserInfoResponse.parse(answer);
      var about = parsed.indicatesSuccess() ? parsed.toSuccessResponse().getUserInfo() : null;
      return about == null || !about.getSubject().getValue().equals(said.subject())
          ? said
          : said.withEmail(Statements.verifiedEmail(about.toJSONObject()));
    } catch (ParseException e) {
      return said;
    }
  }

  private static LoginClient clientOf(Provider provider) {
    return Objects.requireNonNull(provider.client(), "a provider without logins");
  }
}
