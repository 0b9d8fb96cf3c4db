package io.parley.chat;

import io.parley.common.frame.FrameJsonModule;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;

/// What REST answers of a chat node hold beside plain records.
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

  /// Messages and events look the same over REST and over the socket.
  @Bean
  FrameJsonModule frames() {
    return new FrameJsonModule();
  }

  /// What an application puts into `custom` comes back with all its digits.
  @Bean
  JsonMapperBuilderCustomizer exactNumbers() {
    return mapper -> mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }
}
