package io.parley.edge.token;

import java.time.Instant;
import reactor.core.publisher.Mono;

/// Access tokens of other issuers, which the operator trusts, made into Parley's own. Behind the
/// edge there is one form of token alone, so that logins can be listed and ended whoever vouched
/// for them.
public interface ForeignTokens {

  /// For installations that trust nobody else.
  ForeignTokens NONE =
      new ForeignTokens() {
        @Override
        public boolean mayBe(String token) {
          return false;
        }

        @Override
        public Mono<Exchanged> exchange(String token) {
          return Mono.empty();
        }
      };

  /// Whether this looks like a token that somebody else issued. It proves nothing; never waits.
  boolean mayBe(String token);

  /// Parley's access token for it; the same foreign session always leads to the same login. Errors
  /// with `unauthenticated` when the token is not good or stands for nobody here, with `try-again`
  /// when that cannot be found out. Empty when there is nobody to ask.
  Mono<Exchanged> exchange(String token);

  /// @param token an access token of auth-service
  /// @param renewAt from when on the exchange is worth repeating
  record Exchanged(String token, Instant renewAt) {

    /// Keeps the token out of logs.
    @Override
    public String toString() {
      return "Exchanged[until " + renewAt + "]";
    }
  }
}
