package io.parley.auth.federated.provider;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads verified claims. A claim of another type than expected is none.
final class Statements {

  private static final int MAX_SUBJECT = 255;
  private static final List<String> NAMES_OF_A_SESSION =
      List.of("sid", "origin_jti", "auth_time", "jti");

  private Statements() {}

  /// Null when the subject is none (OpenID Connect Core, 2: at most 255 characters), or nobody says
  /// when this was said.
  static @Nullable Statement of(ProviderSettings provider, JWTClaimsSet claims) {
    var subject = claims.getSubject();
    var issuedAt = claims.getIssueTime();
    if (subject == null
        || subject.isEmpty()
        || subject.length() > MAX_SUBJECT
        || issuedAt == null) {
      return null;
    }
    return new Statement(
        provider,
        subject,
        verifiedEmail(claims.getClaims()),
        username(claims),
        text(claims.getClaim("name")),
        roles(provider.roles(), claims.getClaims()),
        issuedAt.toInstant(),
        session(claims));
  }

  /// The address, when it is said to be verified; Cognito says so by a string in places.
  static @Nullable String verifiedEmail(Map<String, Object> claims) {
    var verified = claims.get("email_verified");
    return Boolean.TRUE.equals(verified) || "true".equals(verified)
        ? text(claims.get("email"))
        : null;
  }

  private static @Nullable String username(JWTClaimsSet claims) {
    for (var name : List.of("preferred_username", "cognito:username", "username", "nickname")) {
      var value = text(claims.getClaim(name));
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static Set<String> roles(ProviderSettings.RoleRules rules, Map<String, Object> claims) {
    var roles = new HashSet<String>();
    for (var value : values(at(claims, rules.claim()))) {
      var role = rules.map().get(value);
      if (role != null) {
        roles.add(role);
      }
    }
    return roles;
  }

  /// By the whole name first, since names may hold dots themselves.
  private static @Nullable Object at(Map<?, ?> claims, String path) {
    var whole = claims.get(path);
    var dot = path.indexOf('.');
    if (whole != null || dot < 0) {
      return whole;
    }
    return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? at(inner, path.substring(dot + 1))
        : null;
  }

  private static List<String> values(@Nullable Object claim) {
    return switch (claim) {
      case null -> List.of();
      case String one -> List.of(one.split(" "));
      case Collection<?> many ->
          many.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      default -> List.of();
    };
  }

  private static @Nullable String session(JWTClaimsSet claims) {
    for (var name : NAMES_OF_A_SESSION) {
      var value = claims.getClaim(name);
      if (value != null) {
        return name + "=" + value;
      }
    }
    return null;
  }

  private static @Nullable String text(@Nullable Object claim) {
    return claim instanceof String text && !text.isBlank() ? text.strip() : null;
  }
}
