package io.parley.presence;

import io.parley.common.bus.Presence;
import io.parley.common.id.UserId;
import io.parley.edge.EdgeWebConfiguration;
import io.parley.presence.state.UserRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.web.reactive.function.client.WebClient;

/// One presence replica without its HTTP side, with short times.
public final class Replica implements AutoCloseable {

  public static final Duration GRACE = Duration.ofMillis(1500);
  public static final Duration LEASE = Duration.ofSeconds(3);
  public static final Duration LOCK = Duration.ofMillis(1500);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Map<String, String> SHORT_TIMES =
      Map.of(
          "grace", GRACE.toMillis() + "ms",
          "settle", "1s",
          "save-every", "100ms",
          "chat", "http://127.0.0.1:1",
          "nodes.lease", LEASE.toMillis() + "ms",
          "nodes.lock", LOCK.toMillis() + "ms",
          "nodes.poll", "20ms",
          "nodes.list-timeout", "1s",
          "nodes.revival-pause", "100ms",
          "nodes.retention", "30s");

  private final ConfigurableApplicationContext context;

  private Replica(ConfigurableApplicationContext context) {
    this.context = context;
  }

  public static Replica start(String redisUrl, String mongoUri, String... more) {
    List<String> properties = new ArrayList<>(List.of(more));
    SHORT_TIMES.forEach(
        (name, value) -> {
          String property = "parley.presence." + name + "=";
          if (properties.stream().noneMatch(one -> one.startsWith(property))) {
            properties.add(property + value);
          }
        });
    properties.add("REDIS_URL=" + redisUrl);
    properties.add("spring.mongodb.uri=" + mongoUri);
    properties.add("spring.main.banner-mode=off");
    properties.add("spring.jmx.enabled=false");
    return new Replica(
        new SpringApplicationBuilder(Wiring.class)
            .web(WebApplicationType.NONE)
            .properties("spring.config.name=presence-replica-of-tests")
            .registerShutdownHook(false)
            .run(properties.stream().map(one -> "--" + one).toArray(String[]::new)));
  }

  public <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  public List<Presence> look(String... users) {
    List<UserId> ids = List.of(users).stream().map(UserId::new).toList();
    List<Presence> shown =
        get(UserRecords.class)
            .look(ids)
            .map(all -> all.stream().map(UserRecords.Shown::presence).toList())
            .onErrorReturn(ids.stream().map(Presence::unknown).toList())
            .block(PATIENCE);
    return shown == null ? List.of() : shown;
  }

  public Presence.State state(String user) {
    return look(user).getFirst().state();
  }

  /// Stands still: it neither reads nor renews nor gives back what it holds.
  public void pause() {
    get(LettuceConnectionFactory.class).stop();
  }

  public void wake() {
    get(LettuceConnectionFactory.class).start();
  }

  @Override
  public void close() {
    context.close();
  }

  @EnableAutoConfiguration
  @EnableConfigurationProperties(PresenceSettings.class)
  @Import(EdgeWebConfiguration.class)
  @ComponentScan({
    "io.parley.presence.state",
    "io.parley.presence.feed",
    "io.parley.presence.lastseen"
  })
  static class Wiring {

    @Bean
    WebClient services(PresenceSettings settings) {
      int most = (int) settings.nodes().listSize().toBytes();
      return WebClient.builder()
          .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(most))
          .build();
    }
  }
}
