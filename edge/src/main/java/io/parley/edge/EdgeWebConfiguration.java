package io.parley.edge;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.Delay;
import io.parley.edge.http.BodyLimitFilter;
import io.parley.edge.http.ClientAddresses;
import io.parley.edge.http.JsonRules;
import io.parley.edge.http.ReadyCheck;
import io.parley.edge.http.ReadyController;
import io.parley.edge.http.RedisFirstConnection;
import io.parley.edge.http.RequestIdFilter;
import io.parley.edge.problem.ProblemHandler;
import io.parley.edge.problem.ProblemTranslator;
import io.parley.edge.setting.EdgeSettings;
import io.parley.edge.setting.Secrets;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import tools.jackson.databind.json.JsonMapper;

/// What needs no token: problems, request ids, limits, JSON, readiness, clients, and how Redis is
/// spoken to.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EdgeSettings.class)
@PropertySource("classpath:/io/parley/edge/edge.properties")
@Import(JsonRules.class)
public class EdgeWebConfiguration {

  private static final Duration WHOLE_BODY_WITHIN = Duration.ofSeconds(30);
  private static final int REDIS_QUEUE = 10_000;
  private static final Duration REDIS_SILENCE = Duration.ofSeconds(10);
  private static final Duration REDIS_RECONNECT = Duration.ofMillis(300);

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
  ProblemHandler problemHandler(JsonMapper json, ObjectProvider<ProblemTranslator> translators) {
    return new ProblemHandler(json, translators.orderedStream().toList());
  }

  @Bean
  ReadyController readyController(
      ApplicationAvailability availability, ObjectProvider<ReadyCheck> checks) {
    return new ReadyController(availability, checks.orderedStream().toList());
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

  @Bean
  RedisFirstConnection redisFirstConnection(ReactiveRedisConnectionFactory redis) {
    return new RedisFirstConnection(redis);
  }

  /// The first, so that others may set another time.
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  NettyServerCustomizer bodiesInTime() {
    return server -> server.requestTimeout(WHOLE_BODY_WITHIN);
  }

  /// Lettuce would keep commands without bound while Redis is away and send them, stale, when it is
  /// back.
  @Bean
  LettuceClientOptionsBuilderCustomizer boundedRedis() {
    return options ->
        options
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(REDIS_QUEUE)
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .keepAlive(true)
                    .tcpUserTimeout(
                        SocketOptions.TcpUserTimeoutOptions.builder()
                            .enable()
                            .tcpUserTimeout(REDIS_SILENCE)
                            .build())
                    .build());
  }

  /// Lettuce would wait up to 30 s before it connects again after a long outage; all is to be well
  /// within 10 s of the end of one.
  @Bean
  ClientResourcesBuilderCustomizer redisBackSoon() {
    return resources -> resources.reconnectDelay(Delay.constant(REDIS_RECONNECT));
  }
}
