package io.parley.gateway.drain;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DrainConfiguration {

  @Bean
  GatewayId gatewayId() {
    return GatewayId.next();
  }
}
