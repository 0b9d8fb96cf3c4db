package io.parley.edge.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.testing.Relay;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/// D11 for those that only listen: a connection that goes dark is noticed within 30 s.
class ListeningIT {

  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(30);
  private static final String CHANNEL = "listening-it";

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<Boolean> hearing = new CopyOnWriteArrayList<>();

  @Test
  void listenWhenTheConnectionGoesDarkThenHeardAgainAndProbesStayInside() throws IOException {
    try (var redis = TestRedis.start();
        var relay = Relay.to(redis.port())) {
      var address =
          RedisAddress.parse("redis://:%s@127.0.0.1:%d".formatted(redis.password(), relay.port()));
      var resources = RedisConnections.resources();
      var factory = RedisConnections.factory(address, "", resources);
      factory.afterPropertiesSet();
      factory.start();
      var template = new ReactiveStringRedisTemplate(factory);
      var listening = Listening.always(CHANNEL, template, this::hears).subscribe(heard::add);
      try {
        awaitHeard("before", template, Duration.ofSeconds(10));

        relay.darken();
        long dark = System.nanoTime();
        awaitHeard("after", template, NOTICED_WITHIN);
        System.out.printf(
            "heard again %d ms after the connection went dark%n",
            Duration.ofNanos(System.nanoTime() - dark).toMillis());

        assertThat(hearing).containsExactly(true, false, true);
        assertThat(heard)
            .isNotEmpty()
            .allMatch(word -> word.equals("before") || word.equals("after"));
      } finally {
        listening.dispose();
        factory.destroy();
        resources.shutdown();
      }
    }
  }

  private void hears(boolean now) {
    if (hearing.isEmpty() || hearing.getLast() != now) {
      hearing.add(now);
    }
  }

  private void awaitHeard(String word, ReactiveStringRedisTemplate template, Duration within) {
    Awaitility.await(word)
        .atMost(within)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(
            () -> {
              template.convertAndSend(CHANNEL, word).block(Duration.ofSeconds(2));
              return heard.contains(word);
            });
  }
}
