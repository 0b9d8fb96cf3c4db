package io.parley.gateway.route;

import io.parley.edge.ProblemException;
import java.util.List;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/// Hides what this process serves to its own kind, and paths that two readers could take for
/// different ones. On the management port, where nothing is routed, health is shown.
@Component
class PathGuard implements WebFilter, Ordered {

  private static final PathPattern INTERNAL =
      PathPatternParser.defaultInstance.parse("/internal/**");
  private static final PathPattern ACTUATOR =
      PathPatternParser.defaultInstance.parse("/actuator/**");
  private static final List<String> AMBIGUOUS =
      List.of("//", "/../", "/./", "\\", "%2e", "%2f", "%5c", "%00", ";");

  private final Environment environment;

  PathGuard(Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 3;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var path = exchange.getRequest().getPath().pathWithinApplication();
    var text = (path.value() + "/").toLowerCase(Locale.ROOT).replaceFirst("/+$", "/");
    boolean refused =
        INTERNAL.matches(path)
            || ACTUATOR.matches(path) && !isOnManagementPort(exchange.getRequest())
            || AMBIGUOUS.stream().anyMatch(text::contains);
    return refused ? Mono.error(ProblemException.notFound()) : chain.filter(exchange);
  }

  private boolean isOnManagementPort(ServerHttpRequest request) {
    var local = request.getLocalAddress();
    return local != null
        && local.getPort() == port("local.management.port")
        && local.getPort() != port("local.server.port");
  }

  private int port(String property) {
    return environment.getProperty(property, Integer.class, -1);
  }
}
