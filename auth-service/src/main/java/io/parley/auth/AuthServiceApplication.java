package io.parley.auth;

import io.parley.edge.EdgeAccessConfiguration;
import io.parley.edge.EdgeWebConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/// The process that owns accounts, logins, tokens and keys.
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(AuthSettings.class)
@Import({EdgeWebConfiguration.class, EdgeAccessConfiguration.class})
public class AuthServiceApplication {

  /// The application, ready to run, alone or beside others in one JVM.
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(AuthServiceApplication.class)
        .properties("spring.config.name=auth-service");
  }

  /// A signal is the ordinary way to end it, so once it has started the exit code is 0.
  public static void main(String[] arguments) {
    application().run(arguments);
    SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
  }
}
