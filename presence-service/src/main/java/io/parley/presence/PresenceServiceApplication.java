package io.parley.presence;

import io.parley.edge.EdgeConfiguration;
import io.parley.edge.InternalClients;
import io.parley.edge.ServiceTokens;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.client.WebClient;

/// presence-service as a process.
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceSettings.class)
@Import(EdgeConfiguration.class)
public class PresenceServiceApplication {

  /// The application, not started.
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(PresenceServiceApplication.class)
        .properties("spring.config.name=presence-service");
  }

  /// A signal is the ordinary way to end it, so once it has started the exit code is 0.
  public static void main(String[] arguments) {
    application().run(arguments);
    SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
  }

  /// Speaks to chat nodes, by whole addresses.
  @Bean
  WebClient services(InternalClients clients, ServiceTokens tokens, PresenceSettings settings) {
    int most = Math.toIntExact(settings.nodes().listSize().toBytes());
    return clients
        .authorized("", tokens)
        .mutate()
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(most))
        .build();
  }
}
