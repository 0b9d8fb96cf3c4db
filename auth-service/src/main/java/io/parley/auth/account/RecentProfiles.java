package io.parley.auth.account;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.parley.common.id.UserId;
import io.parley.edge.cache.Recent;
import io.parley.edge.cache.RecentMeters;
import io.parley.edge.life.Background;
import io.parley.edge.redis.Listening;
import io.parley.edge.redis.Publishing;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// What others see of users, as it was read some time ago: clients ask for the same people again
/// and again. Whoever changes something of it says so here before the change is answered, so that
/// this process never shows what was before. The others hear it on the bus, and remember nothing
/// while they cannot be sure to hear; that nothing is remembered for long is for a process that
/// could not tell them.
@Component
final class RecentProfiles implements Background, MeterBinder {

  /// The id of a user whose profile changed, from one auth-service to all of them.
  static final String CHANNEL = "auth:profiles";

  private static final int REMEMBERED = 20_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(5);

  private final Recent<String, UserView> recent = new Recent<>(REMEMBERED, REMEMBERED_FOR);
  private final ReactiveStringRedisTemplate redis;
  private final Work work = new Work();
  private volatile boolean hears;

  RecentProfiles(ReactiveStringRedisTemplate redis) {
    this.redis = redis;
  }

  /// What is known, or what is read.
  Mono<UserView> get(UserId user, Function<UserId, Mono<Account>> read) {
    return Mono.defer(
        () -> {
          var known = hears ? recent.get(user.value()) : null;
          return known == null ? learn(user, read) : Mono.just(known);
        });
  }

  /// To be waited for after each change that others may see.
  Mono<Void> changed(UserId user) {
    return Mono.fromRunnable(() -> recent.remove(user.value()))
        .then(Publishing.to(CHANNEL, user.value(), redis));
  }

  @Override
  public Disposable begin() {
    return Listening.always(CHANNEL, redis, this::hears).subscribe(recent::remove);
  }

  @Override
  public Work work() {
    return work;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    new RecentMeters(recent, "profiles").bindTo(registry);
  }

  /// What was learned before may have changed unheard.
  private void hears(boolean now) {
    if (now && !hears) {
      recent.removeIf(_ -> true);
    }
    hears = now;
  }

  private Mono<UserView> learn(UserId user, Function<UserId, Mono<Account>> read) {
    long before = recent.removals();
    return read.apply(user)
        .map(UserView::forOthers)
        .doOnNext(found -> recent.put(user.value(), found, before));
  }
}
