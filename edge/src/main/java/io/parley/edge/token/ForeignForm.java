package io.parley.edge.token;

import com.nimbusds.jwt.SignedJWT;
import io.parley.common.token.Claims;
import java.text.ParseException;

/// What can be said of a token without a key: that it is a signed JWT which names another issuer
/// than Parley. Whether that issuer counts, auth-service alone knows.
public final class ForeignForm {

  private static final int MAX_LENGTH = 6144;

  private ForeignForm() {}

  public static boolean mayBe(String text) {
    if (text.length() > MAX_LENGTH || !text.startsWith("ey")) {
      return false;
    }
    try {
      var claims = SignedJWT.parse(text).getJWTClaimsSet();
      var issuer = claims == null ? null : claims.getIssuer();
      return issuer != null && !issuer.equals(Claims.ISSUER);
    } catch (ParseException | IllegalArgumentException e) {
      return false;
    }
  }
}
