package io.parley.auth.federated.provider;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.parley.auth.federated.provider.ProviderSettings.LoginClient;
import io.parley.edge.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// One provider: its settings, what it says of itself (OpenID Connect Discovery 1.0), its keys and
/// its tokens. Nothing is asked of it before somebody wants to log in or shows a token, so a
/// provider that is away keeps no service from starting.
public final class Provider {

  private static final Duration FRESH = Duration.ofHours(1);
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  private final ProviderSettings settings;
  private final RemoteDocument<OIDCProviderMetadata> metadata;
  private final IdTokens idTokens;
  private final @Nullable AccessTokens accessTokens;

  Provider(ProviderSettings settings, ProviderHttp http, LongSupplier nanoTime) {
    this.settings = settings;
    this.metadata =
        new RemoteDocument<>(
            http.document(discovery(settings.issuer())).map(text -> metadata(settings, text)),
            FRESH,
            nanoTime);
    var keys =
        new ProviderKeys(
            settings,
            Mono.defer(metadata::get)
                .map(OIDCProviderMetadata::getJWKSetURI)
                .flatMap(http::document),
            nanoTime);
    this.idTokens = new IdTokens(settings, keys);
    var bearer = settings.bearer();
    this.accessTokens = bearer == null ? null : new AccessTokens(settings, keys, bearer);
  }

  public ProviderSettings settings() {
    return settings;
  }

  /// The client for logins; null when nobody can log in by this one.
  public @Nullable LoginClient client() {
    return settings.client();
  }

  /// Null when none of its access tokens count.
  public @Nullable AccessTokens accessTokens() {
    return accessTokens;
  }

  /// What the provider says of itself. Errors with `try-again` while that is not known.
  Mono<OIDCProviderMetadata> metadata() {
    return metadata.get();
  }

  IdTokens idTokens() {
    return idTokens;
  }

  private static URI discovery(String issuer) {
    var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + WELL_KNOWN);
  }

  private static OIDCProviderMetadata metadata(ProviderSettings settings, String text) {
    try {
      var found = OIDCProviderMetadata.parse(text);
      check(settings, found);
      return found;
    } catch (ParseException e) {
      throw unusable("cannot be read", e);
    }
  }

  private static void check(ProviderSettings settings, OIDCProviderMetadata found) {
    if (!settings.issuer().equals(found.getIssuer().getValue())) {
      throw unusable("is of another issuer", null);
    }
    if (!isReachable(found.getJWKSetURI())) {
      throw unusable("names keys that cannot be asked for safely", null);
    }
    if (settings.client() != null
        && !(isReachable(found.getAuthorizationEndpointURI())
            && isReachable(found.getTokenEndpointURI()))) {
      throw unusable("names endpoints that cannot be used safely", null);
    }
  }

  private static boolean isReachable(@Nullable URI address) {
    return address != null && ProviderEnvironment.isReachable(address.toString());
  }

  private static ProblemException unusable(String why, @Nullable Throwable cause) {
    return ProblemException.tryAgain(
        "The OpenID provider cannot be used right now",
        new IllegalStateException("the discovery document " + why, cause));
  }
}
