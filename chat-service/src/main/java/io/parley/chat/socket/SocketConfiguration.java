package io.parley.chat.socket;

import io.parley.chat.ChatSettings;
import io.parley.chat.socket.setting.SocketSettings;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/// Puts the endpoint at its path.
@Configuration(proxyBeanMethods = false)
class SocketConfiguration {

  @Bean
  SocketSettings socketSettings(ChatSettings settings) {
    return settings.socket();
  }

  @Bean
  HandlerMapping socketMapping(SocketEndpoint endpoint) {
    return new SimpleUrlHandlerMapping(Map.of("/ws", endpoint), Ordered.HIGHEST_PRECEDENCE);
  }
}
