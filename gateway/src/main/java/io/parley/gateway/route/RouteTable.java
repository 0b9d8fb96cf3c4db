package io.parley.gateway.route;

import io.parley.gateway.node.ServiceName;
import io.parley.gateway.socket.SocketUpgrade;
import java.util.List;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Every route there is (protocol, section 1). What stands in none of them and is no file, document
/// or `/health` of the gateway itself does not exist; `/internal/**` least of all.
@Configuration(proxyBeanMethods = false)
class RouteTable {

  /// The one path of sockets.
  static final String SOCKET = "/ws";

  static final List<ServiceRoute> ROUTES =
      List.of(
          new ServiceRoute(
              ServiceName.AUTH,
              "/api/auth/**",
              "/api/users/**",
              "/api/server/**",
              "/api/admin/**",
              "/.well-known/jwks.json"),
          new ServiceRoute(
              ServiceName.CHAT, "/api/conversations/**", "/api/search/**", "/api/attachments/**"),
          new ServiceRoute(ServiceName.PRESENCE, "/api/presence/**"));

  /// @param patterns of paths, as Spring's `PathPattern` reads them
  record ServiceRoute(ServiceName service, String... patterns) {

    String uri() {
      return NodeChoice.SCHEME + "://" + service.text();
    }
  }

  @Bean
  RouteLocator routes(RouteLocatorBuilder builder, SocketUpgrade upgrade) {
    var routes =
        builder
            .routes()
            .route(
                "socket",
                to ->
                    to.path(SOCKET)
                        .filters(filters -> filters.filter(upgrade))
                        .uri(NodeChoice.SCHEME + "://" + ServiceName.CHAT.text()));
    for (var route : ROUTES) {
      routes.route(route.service().text(), to -> to.path(route.patterns()).uri(route.uri()));
    }
    return routes.build();
  }
}
