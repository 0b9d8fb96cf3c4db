package io.parley.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.auth.secret.Randomness;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import io.parley.common.token.Claims;
import io.parley.common.token.TokenKind;
import io.parley.edge.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Makes the tokens of each kind (RFC 9068 for access tokens). Every method throws the problem
/// `try-again` while no signing key is known.
@Component
public final class TokenIssuer {

  private static final Duration TICKET_LIFE = Duration.ofSeconds(30);
  private static final Duration SERVICE_LIFE = Duration.ofMinutes(10);

  private final SigningKeys keys;
  private final Randomness random;
  private final Clock clock;

  TokenIssuer(SigningKeys keys, Randomness random, Clock clock) {
    this.keys = keys;
    this.random = random;
    this.clock = clock;
  }

  /// A signed token and its end.
  public record Issued(String token, Instant expiresAt) {

    /// Keeps the token out of logs.
    @Override
    public String toString() {
      return "Issued[until " + expiresAt + "]";
    }
  }

  /// What a user's requests carry.
  public Issued access(LoginId login, UserId user, Set<String> roles, Instant expiresAt) {
    return sign(
        TokenKind.ACCESS,
        claims(TokenKind.ACCESS, user.value(), expiresAt)
            .claim(Claims.LOGIN, login.value())
            .claim(Claims.ROLES, roles.stream().sorted().toList()));
  }

  /// What opens one socket, which lives no longer than the caller's access token.
  public Issued ticket(Caller caller) {
    return sign(
        TokenKind.TICKET,
        claims(TokenKind.TICKET, caller.user().value(), endOf(TICKET_LIFE))
            .claim(Claims.LOGIN, caller.login().value())
            .claim(Claims.ROLES, caller.roles().stream().sorted().toList())
            .claim(Claims.UNTIL, caller.expiresAt().getEpochSecond()));
  }

  /// What one service shows another.
  public Issued service(String name) {
    return sign(TokenKind.SERVICE, claims(TokenKind.SERVICE, name, endOf(SERVICE_LIFE)));
  }

  /// When a token that lives this long ends; whole seconds, as a JWT has them.
  public Instant endOf(Duration life) {
    return clock.instant().plus(life).truncatedTo(ChronoUnit.SECONDS);
  }

  private JWTClaimsSet.Builder claims(TokenKind kind, String subject, Instant expiresAt) {
    return new JWTClaimsSet.Builder()
        .issuer(Claims.ISSUER)
        .audience(kind.audience())
        .subject(subject)
        .jwtID(random.id('t'))
        .issueTime(Date.from(clock.instant()))
        .expirationTime(Date.from(expiresAt));
  }

  private Issued sign(TokenKind kind, JWTClaimsSet.Builder builder) {
    var key = keys.current();
    var claims = builder.build();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(kind.type()))
            .keyID(key.id())
            .build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("signing failed", e);
    }
    return new Issued(token.serialize(), claims.getExpirationTime().toInstant());
  }
}
