package io.parley.gateway;

import io.parley.edge.EdgeTokenConfiguration;
import io.parley.edge.EdgeWebConfiguration;
import io.parley.gateway.setting.GatewaySettings;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/// Starts one gateway.
@SpringBootApplication
@EnableConfigurationProperties(GatewaySettings.class)
@Import({EdgeWebConfiguration.class, EdgeTokenConfiguration.class})
public class GatewayApplication {

  private static final String NAME = "gateway";

  /// A signal is the ordinary way to end a gateway, so the exit code is 0 and not the signal's; a
  /// start that fails keeps its own.
  public static void main(String[] arguments) {
    var failed = new AtomicBoolean();
    SpringApplication.getShutdownHandlers().add(() -> endWithZero(failed));
    try {
      application().run(arguments);
    } catch (RuntimeException e) {
      failed.set(true);
      throw e;
    }
  }

  private static void endWithZero(AtomicBoolean failed) {
    if (!failed.get()) {
      Runtime.getRuntime().halt(0);
    }
  }

  /// The application with its own settings file, not yet started, so that another process may hold
  /// it beside others.
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(GatewayApplication.class)
        .properties("spring.config.name=" + NAME);
  }
}
