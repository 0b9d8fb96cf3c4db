package io.parley.chat.directory;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.parley.common.id.UserId;
import io.parley.edge.InternalClients;
import io.parley.edge.ProblemException;
import io.parley.edge.ServiceTokens;
import io.parley.edge.cache.Recent;
import io.parley.edge.cache.RecentMeters;
import io.parley.edge.setting.EdgeSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/// Asks auth-service which users exist, and remembers those who do for a minute.
@Component
public class Directory implements MeterBinder {

  /// How many users one call of auth-service answers for; nobody asks about more.
  public static final int MOST = 1000;

  private static final int REMEMBERED = 20_000;
  private static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final WebClient auth;
  private final Recent<UserId, Boolean> existing = new Recent<>(REMEMBERED, REMEMBERED_FOR);

  Directory(InternalClients clients, ServiceTokens tokens, EdgeSettings settings) {
    this.auth = clients.authorized(settings.authUrl().toString(), tokens);
  }

  private record Lookup(List<User> users) {}

  private record User(UserId id) {}

  @Override
  public void bindTo(MeterRegistry registry) {
    new RecentMeters(existing, "users").bindTo(registry);
  }

  /// Those of these users, at most [#MOST], who do not exist. Error `try-again` when auth-service
  /// does not answer.
  public Mono<Set<UserId>> missing(Collection<UserId> users) {
    var unknown = new HashSet<>(users);
    unknown.removeIf(user -> existing.get(user) != null);
    return unknown.isEmpty() ? Mono.just(Set.of()) : lookup(unknown);
  }

  private Mono<Set<UserId>> lookup(Set<UserId> unknown) {
    return auth.post()
        .uri("/internal/users/lookup")
        .bodyValue(Map.of("ids", unknown))
        .retrieve()
        .bodyToMono(Lookup.class)
        .timeout(PATIENCE)
        .onErrorMap(
            error -> ProblemException.tryAgain("The directory of users does not answer", error))
        .map(found -> withoutFound(unknown, found));
  }

  private Set<UserId> withoutFound(Set<UserId> unknown, Lookup found) {
    var missing = new HashSet<>(unknown);
    for (var user : found.users()) {
      existing.put(user.id(), true);
      missing.remove(user.id());
    }
    return missing;
  }
}
