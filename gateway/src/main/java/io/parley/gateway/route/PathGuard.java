package io.parley.gateway.route;

import io.parley.edge.ProblemException;
import java.util.List;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/// Hides what this process serves to its own kind, and paths that two readers could take for
/// different ones.
@Component
class PathGuard implements WebFilter, Ordered {

  private static final List<PathPattern> HIDDEN =
      List.of(
          PathPatternParser.defaultInstance.parse("/internal/**"),
          PathPatternParser.defaultInstance.parse("/actuator/**"));
  private static final List<String> AMBIGUOUS =
      List.of("//", "/../", "/./", "\\", "%2e", "%2f", "%5c", "%00", ";");

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 3;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var path = exchange.getRequest().getPath().pathWithinApplication();
    var text = (path.value() + "/").toLowerCase(Locale.ROOT).replaceFirst("/+$", "/");
    boolean refused =
        HIDDEN.stream().anyMatch(pattern -> pattern.matches(path))
            || AMBIGUOUS.stream().anyMatch(text::contains);
    return refused ? Mono.error(ProblemException.notFound()) : chain.filter(exchange);
  }
}
