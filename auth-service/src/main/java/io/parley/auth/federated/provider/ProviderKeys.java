package io.parley.auth.federated.provider;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.edge.ProblemException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The keys of one provider, and which tokens are worth looking for one: signed as the operator
/// says, with nothing in the header that brings a key or the address of one (RFC 8725, 3.1 and
/// 3.10).
final class ProviderKeys {

  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final int MAX_LENGTH = 16 * 1024;
  private static final int MAX_KEY_ID = 200;
  private static final Set<String> HEADER_PARAMETERS =
      Set.of("alg", "typ", "kid", "x5t", "x5t#S256");

  private final ProviderSettings settings;
  private final RemoteDocument<JWKSet> keys;

  /// @param fetch the JWKS as text
  ProviderKeys(ProviderSettings settings, Mono<String> fetch, LongSupplier time) {
    this.settings = settings;
    this.keys = new RemoteDocument<>(fetch.map(ProviderKeys::parse), FRESH, time);
  }

  /// The token, when its form is right; null otherwise. It has no meaning before its signature
  /// counts.
  @Nullable SignedJWT parse(String text, Set<String> types) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return null;
    }
    try {
      var token = SignedJWT.parse(text);
      return isPlain(token.getHeader()) && isOfType(token.getHeader(), types) ? token : null;
    } catch (ParseException | IllegalArgumentException e) {
      return null;
    }
  }

  /// The keys that may have signed this. Errors with `try-again` while there are none.
  Mono<JWKSet> of(SignedJWT token) {
    var id = token.getHeader().getKeyID();
    return keys.get()
        .flatMap(
            set -> id == null || set.getKeyByKeyId(id) != null ? Mono.just(set) : keys.again());
  }

  private boolean isPlain(JWSHeader header) {
    var id = header.getKeyID();
    return settings.algorithm().equals(header.getAlgorithm())
        && HEADER_PARAMETERS.containsAll(header.getIncludedParams())
        && (id == null || id.length() <= MAX_KEY_ID);
  }

  /// No type at all is written as the empty one.
  private static boolean isOfType(JWSHeader header, Set<String> types) {
    var type = header.getType() == null ? "" : header.getType().getType();
    return types.stream().anyMatch(type::equalsIgnoreCase);
  }

  private static JWKSet parse(String document) {
    try {
      return JWKSet.parse(document);
    } catch (ParseException e) {
      throw ProblemException.tryAgain("The provider's keys cannot be read", e);
    }
  }
}
