package io.parley.auth.federated;

import io.parley.auth.AuthSettings;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Counts flows that lead to no login together with the wrong passwords of an address, since each
/// costs a provider a request. Only those count that a browser started and came back from: no page
/// elsewhere can use up what its visitors have.
@Component
final class Tries {

  private final Limiter limiter;
  private final Limit limit;

  Tries(Limiter limiter, AuthSettings settings) {
    this.limiter = limiter;
    this.limit =
        new Limit(
            "wrong-login-address", settings.limits().wrongLoginsAddress(), Duration.ofMinutes(15));
  }

  /// The try, counted before it is made and taken back when it was right, or could not be judged.
  /// Errors with `rate-limited` when it may not be made.
  Mono<Void> counted(Client client, Mono<Void> attempt) {
    return limiter
        .take(limit, client.network())
        .flatMap(
            wait ->
                wait.isPositive()
                    ? Mono.error(
                        ProblemException.rateLimited(
                            "Too many failed logins", wait, limit.policy()))
                    : judged(client, attempt));
  }

  private Mono<Void> judged(Client client, Mono<Void> attempt) {
    return attempt
        .onErrorResume(
            Tries::isPassing,
            error -> limiter.giveBack(limit, client.network()).then(Mono.error(error)))
        .then(Mono.defer(() -> limiter.giveBack(limit, client.network())));
  }

  private static boolean isPassing(Throwable error) {
    return !(error instanceof ProblemException problem) || problem.type() == ProblemType.TRY_AGAIN;
  }
}
