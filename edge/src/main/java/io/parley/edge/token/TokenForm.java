package io.parley.edge.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.common.id.OpaqueId;
import io.parley.common.token.Claims;
import io.parley.common.token.TokenKind;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A token that looks as one of its kind must (RFC 8725, 3.1, 3.2, 3.11, 3.12): ES256, the kind's
/// own type, nothing in the header that names a key by other means than an id. Its claims count
/// only once the signature does.
public final class TokenForm {

  private static final int MAX_LENGTH = 4096;
  private static final Set<String> HEADER_PARAMETERS = Set.of("alg", "typ", "kid");

  private final SignedJWT token;
  private final TokenKind kind;
  private final String keyId;

  private TokenForm(SignedJWT token, TokenKind kind, String keyId) {
    this.token = token;
    this.kind = kind;
    this.keyId = keyId;
  }

  /// What a verified token says, whatever its kind.
  ///
  /// @param login the claim `sid`; null on a service token
  /// @param until the claim `until` of a ticket; null on others
  public record Content(
      String subject,
      @Nullable String login,
      Set<String> roles,
      String id,
      Instant expiresAt,
      @Nullable Instant until) {}

  /// The token, when its form is right; null otherwise.
  public static @Nullable TokenForm parse(String text, TokenKind kind) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return null;
    }
    try {
      var token = SignedJWT.parse(text);
      var header = token.getHeader();
      var keyId = header.getKeyID();
      return keyId != null && OpaqueId.isValid(keyId) && isPlain(header) && isOf(kind, header)
          ? new TokenForm(token, kind, keyId)
          : null;
    } catch (ParseException | IllegalArgumentException e) {
      return null;
    }
  }

  public String keyId() {
    return keyId;
  }

  /// The content, when the signature is of this key and issuer, audience and claims are those of
  /// the kind; null otherwise. Times are the caller's to judge.
  public @Nullable Content verified(JWSVerifier key) {
    try {
      return token.verify(key) ? content(token.getJWTClaimsSet()) : null;
    } catch (JOSEException | ParseException | IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isPlain(JWSHeader header) {
    return HEADER_PARAMETERS.containsAll(header.getIncludedParams());
  }

  private static boolean isOf(TokenKind kind, JWSHeader header) {
    return JWSAlgorithm.ES256.equals(header.getAlgorithm())
        && header.getType() != null
        && kind.type().equals(header.getType().getType());
  }

  private @Nullable Content content(@Nullable JWTClaimsSet claims) throws ParseException {
    if (claims == null
        || !Claims.ISSUER.equals(claims.getIssuer())
        || !List.of(kind.audience()).equals(claims.getAudience())) {
      return null;
    }
    var subject = id(claims.getSubject());
    var login = id(claims.getStringClaim(Claims.LOGIN));
    var tokenId = id(claims.getJWTID());
    var expiresAt = instant(claims.getExpirationTime());
    var until = instant(claims.getDateClaim(Claims.UNTIL));
    if (subject == null || tokenId == null || expiresAt == null || claims.getIssueTime() == null) {
      return null;
    }
    if ((login == null) != (kind == TokenKind.SERVICE)
        || (until == null) != (kind != TokenKind.TICKET)) {
      return null;
    }
    return new Content(subject, login, roles(claims), tokenId, expiresAt, until);
  }

  private static Set<String> roles(JWTClaimsSet claims) throws ParseException {
    var roles = claims.getStringListClaim(Claims.ROLES);
    return roles == null ? Set.of() : Set.copyOf(roles);
  }

  private static @Nullable String id(@Nullable String value) {
    return value != null && OpaqueId.isValid(value) ? value : null;
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }
}
