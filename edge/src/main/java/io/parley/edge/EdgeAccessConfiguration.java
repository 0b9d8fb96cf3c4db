package io.parley.edge;

import io.parley.edge.token.ForeignTokens;
import io.parley.edge.token.KeySource;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;

/// Who may call: needs a [KeySource], a [LoginState] and [ForeignTokens] from whoever imports it.
@Configuration(proxyBeanMethods = false)
public class EdgeAccessConfiguration {

  @Bean
  TokenVerifier tokenVerifier(
      KeySource keys, LoginState logins, ForeignTokens foreign, Clock clock) {
    return new TokenVerifier(keys, logins, foreign, clock);
  }

  @Bean
  AccessFilter accessFilter(
      TokenVerifier verifier,
      Credentials credentials,
      Origins origins,
      ObjectProvider<OpenPaths> open) {
    return new AccessFilter(verifier, credentials, origins, open.orderedStream().toList());
  }

  @Bean
  WebFluxConfigurer callerArgument() {
    return new WebFluxConfigurer() {
      @Override
      public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
        resolvers.addCustomResolver(new CallerArgument());
      }
    };
  }
}
