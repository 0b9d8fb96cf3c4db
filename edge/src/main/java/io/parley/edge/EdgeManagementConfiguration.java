package io.parley.edge;

import io.parley.edge.http.OwnTurn;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/// For the management port, whose server sees no customizer of the service's own. Boot finds this
/// class by its name in `META-INF/spring`.
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class EdgeManagementConfiguration {

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> ownTurnOnTheManagementPort() {
    return factory -> factory.addServerCustomizers(new OwnTurn());
  }
}
