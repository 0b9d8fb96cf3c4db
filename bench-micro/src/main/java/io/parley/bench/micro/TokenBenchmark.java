package io.parley.bench.micro;

import io.parley.common.token.TokenKind;
import io.parley.edge.Caller;
import io.parley.edge.TokenVerifier;
import io.parley.edge.token.ForeignTokens;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Mono;

/// What the gateway and every service pay before they answer a request: the check of an access
/// token (ES256) whose key is known, of a login that has not ended.
@State(Scope.Thread)
public class TokenBenchmark {

  private final SignedToken token = new SignedToken(Sample.SENDER);
  private final TokenVerifier remembering = verifier(true);
  private final TokenVerifier forgetful = verifier(false);

  /// The process meets the token for the first time, so its signature is checked.
  @Benchmark
  public @Nullable Caller first() {
    return forgetful.verify(token.text(), TokenKind.ACCESS).block();
  }

  /// The process has verified the token before.
  @Benchmark
  public @Nullable Caller again() {
    return remembering.verify(token.text(), TokenKind.ACCESS).block();
  }

  private TokenVerifier verifier(boolean remembers) {
    return new TokenVerifier(
        token.keys(remembers), _ -> Mono.just(false), ForeignTokens.NONE, Clock.systemUTC());
  }
}
