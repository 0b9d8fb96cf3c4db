package io.parley.auth.access;

import io.parley.auth.AuthSettings;
import io.parley.auth.account.AccountRules;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.common.id.UserId;
import io.parley.edge.RatePolicy;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Counts wrong passwords: of one account, or of one name that nobody has; from one address; of
/// all. Each try is counted before it is checked, so that many at once are not more, and taken back
/// when it was right.
@Component
final class WrongLogins {

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final String ALL = "all";

  private final Limiter limiter;
  private final Limit ofTarget;
  private final Limit ofAddress;
  private final Limit overall;

  WrongLogins(Limiter limiter, AuthSettings settings) {
    this.limiter = limiter;
    this.ofTarget = new Limit("wrong-login-name", settings.limits().wrongLoginsAccount(), WINDOW);
    this.ofAddress =
        new Limit("wrong-login-address", settings.limits().wrongLoginsAddress(), WINDOW);
    this.overall = new Limit("wrong-login-overall", settings.limits().wrongLoginsOverall(), WINDOW);
  }

  /// At whom tries are aimed; those with the same key are counted together. Each kind has keys of
  /// its own, so that nobody uses up another's by what they type for a name.
  record Target(String key) {

    /// An account, by whichever of its names it was meant.
    static Target account(UserId user) {
      return new Target("account " + user);
    }

    /// A name that nobody has.
    static Target name(String typed) {
      return new Target("name " + AccountRules.usernameKey(typed));
    }

    /// The password of somebody who is signed in already.
    static Target change(UserId user) {
      return new Target("change of " + user);
    }
  }

  /// What clients are told, whichever of the three was reached: which one is nobody's business.
  RatePolicy policy() {
    return ofTarget.policy();
  }

  /// Counts one try.
  ///
  /// @return zero when it may be made, else how long to wait; then nothing was counted
  Mono<Duration> count(Target target, Client client) {
    return first(
        limiter.take(ofTarget, target.key()),
        countAddress(client),
        limiter.giveBack(ofTarget, target.key()));
  }

  /// Takes a counted try back, because it was right.
  Mono<Void> giveBack(Target target, Client client) {
    return limiter
        .giveBack(ofTarget, target.key())
        .then(limiter.giveBack(ofAddress, client.network()))
        .then(limiter.giveBack(overall, ALL));
  }

  private Mono<Duration> countAddress(Client client) {
    return first(
        limiter.take(ofAddress, client.network()),
        limiter.take(overall, ALL),
        limiter.giveBack(ofAddress, client.network()));
  }

  /// The second when the first allows it; what the first counted is undone when the second does
  /// not.
  private static Mono<Duration> first(Mono<Duration> one, Mono<Duration> other, Mono<Void> undo) {
    return one.flatMap(
        wait ->
            wait.isPositive()
                ? Mono.just(wait)
                : other.flatMap(
                    second ->
                        second.isPositive() ? undo.thenReturn(second) : Mono.just(Duration.ZERO)));
  }
}
