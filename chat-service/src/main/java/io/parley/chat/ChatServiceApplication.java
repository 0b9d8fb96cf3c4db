package io.parley.chat;

import io.parley.edge.EdgeConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/// Starts one chat node.
@SpringBootApplication
@EnableConfigurationProperties(ChatSettings.class)
@Import(EdgeConfiguration.class)
public class ChatServiceApplication {

  private static final String NAME = "chat-service";

  public static void main(String[] arguments) {
    application().run(arguments);
    // A node that was asked to go and went in order has not failed; one that did not start has
    SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
  }

  /// The application with its own settings file, not yet started, so that another process may hold
  /// it beside others.
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(ChatServiceApplication.class)
        .properties("spring.config.name=" + NAME);
  }
}
