package io.parley.edge;

import io.parley.edge.http.BodyLimitFilter;
import io.parley.edge.http.ClientAddresses;
import io.parley.edge.http.Farewell;
import io.parley.edge.http.JsonRules;
import io.parley.edge.http.OwnTurn;
import io.parley.edge.http.ReadyCheck;
import io.parley.edge.http.ReadyController;
import io.parley.edge.http.RequestIdFilter;
import io.parley.edge.http.UnfinishedBodyFilter;
import io.parley.edge.problem.DroppedErrors;
import io.parley.edge.problem.ProblemHandler;
import io.parley.edge.problem.ProblemTranslator;
import io.parley.edge.redis.RedisWiring;
import io.parley.edge.setting.EdgeSettings;
import io.parley.edge.setting.Secrets;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/// What needs no token: problems, request ids, limits, JSON, readiness, clients, and how Redis is
/// spoken to.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EdgeSettings.class)
@PropertySource("classpath:/io/parley/edge/edge.properties")
@Import({JsonRules.class, RedisWiring.class})
public class EdgeWebConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Secrets secrets(Environment environment) {
    return new Secrets(environment);
  }

  @Bean
  RequestIdFilter requestIdFilter() {
    return new RequestIdFilter();
  }

  @Bean
  BodyLimitFilter bodyLimitFilter(EdgeSettings settings) {
    return new BodyLimitFilter(settings.bodyLimit(), settings.bulkBodyLimit());
  }

  @Bean
  UnfinishedBodyFilter unfinishedBodyFilter() {
    return new UnfinishedBodyFilter();
  }

  @Bean
  ProblemHandler problemHandler(JsonMapper json, ObjectProvider<ProblemTranslator> translators) {
    DroppedErrors.listen();
    return new ProblemHandler(json, translators.orderedStream().toList());
  }

  @Bean
  ReadyController readyController(
      ApplicationAvailability availability, ObjectProvider<ReadyCheck> checks, Farewell farewell) {
    return new ReadyController(availability, checks.orderedStream().toList(), farewell);
  }

  @Bean
  Farewell farewell(EdgeSettings settings) {
    return new Farewell(settings.farewell());
  }

  @Bean
  ClientAddresses clientAddresses(EdgeSettings settings) {
    return new ClientAddresses(settings.trustedProxies());
  }

  @Bean
  Origins origins(EdgeSettings settings) {
    return new Origins(settings.publicOrigin(), settings.allowedOrigins());
  }

  @Bean
  Credentials credentials(Origins origins) {
    return new Credentials(origins.secure());
  }

  @Bean
  InternalClients internalClients(JsonMapper json) {
    return new InternalClients(json);
  }

  /// The first, so that others may set another time.
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  NettyServerCustomizer bodiesInTime(EdgeSettings settings) {
    var within = settings.bodyTimeout();
    return server -> within.isPositive() ? server.requestTimeout(within) : server;
  }

  @Bean
  OwnTurn ownTurn() {
    return new OwnTurn();
  }
}
