package io.parley.edge;

import io.parley.edge.setting.EdgeSettings;
import io.parley.edge.setting.Secrets;
import io.parley.edge.token.ForeignTokens;
import io.parley.edge.token.RemoteForeignTokens;
import io.parley.edge.token.RemoteKeys;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Keys, foreign tokens and ended logins as auth-service tells them, for every service but
/// auth-service.
@Configuration(proxyBeanMethods = false)
public class EdgeTokenConfiguration {

  @Bean
  RemoteKeys remoteKeys(InternalClients clients, EdgeSettings settings) {
    return new RemoteKeys(clients.plain(settings.authUrl().toString()));
  }

  /// The service calls itself by `spring.config.name`, which is its module's name.
  @Bean
  ServiceTokens serviceTokens(
      InternalClients clients,
      EdgeSettings settings,
      Secrets secrets,
      Environment environment,
      Clock clock) {
    return new ServiceTokens(
        clients.plain(settings.authUrl().toString()),
        environment.getProperty("spring.config.name", "service"),
        secrets.require("PARLEY_SERVICE_SECRET"),
        clock);
  }

  @Bean
  ForeignTokens foreignTokens(
      InternalClients clients, EdgeSettings settings, ServiceTokens tokens) {
    return settings.oidcProviders().isEmpty()
        ? ForeignTokens.NONE
        : new RemoteForeignTokens(clients.authorized(settings.authUrl().toString(), tokens));
  }

  @Bean
  RevokedLogins revokedLogins(
      InternalClients clients,
      EdgeSettings settings,
      ServiceTokens tokens,
      ReactiveStringRedisTemplate redis,
      JsonMapper json,
      Clock clock) {
    var auth = clients.authorized(settings.authUrl().toString(), tokens);
    return new RevokedLogins(auth, redis, json, clock);
  }
}
