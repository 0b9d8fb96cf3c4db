package io.parley.auth.access;

import io.parley.edge.OpenPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The routes that nobody has to be signed in for.
@Configuration(proxyBeanMethods = false)
class OpenRoutes {

  @Bean
  OpenPaths accessRoutes() {
    return OpenPaths.of(
        "POST /api/auth/signup",
        "POST /api/auth/login",
        "POST /api/auth/refresh",
        "POST /api/auth/logout");
  }
}
