package io.parley.gateway;

import io.parley.edge.Origins;
import io.parley.edge.RevokedLogins;
import io.parley.edge.TokenVerifier;
import io.parley.edge.token.ForeignTokens;
import io.parley.edge.token.RemoteKeys;
import io.parley.gateway.browser.SecurityHeaders;
import io.parley.gateway.connection.ConnectionSettings;
import io.parley.gateway.connection.Tunnels;
import io.parley.gateway.setting.GatewaySettings;
import java.time.Clock;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

  private static final String SOCKET_PATH = "/ws";

  @Bean
  TokenVerifier tokenVerifier(
      RemoteKeys keys, RevokedLogins logins, ForeignTokens foreign, Clock clock) {
    return new TokenVerifier(keys, logins, foreign, clock);
  }

  @Bean
  Tunnels tunnels(GatewaySettings settings) {
    return new Tunnels(settings.connectTimeout());
  }

  @Bean
  NettyServerCustomizer connections(Origins origins, GatewaySettings settings) {
    var connection =
        new ConnectionSettings(SOCKET_PATH, settings.headTimeout(), SecurityHeaders.of(origins));
    return server -> Tunnels.prepare(server, connection);
  }
}
