package io.parley.edge.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.setting.Secrets;
import io.parley.edge.setting.SettingMissing;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// What `REDIS_URL` makes of the beans; nothing listens there.
class RedisWiringTest {

  private final ApplicationContextRunner contexts =
      new ApplicationContextRunner()
          .withBean(Secrets.class)
          .withUserConfiguration(RedisWiring.class);

  @Test
  void startWhenNothingIsSaidThenTheServerOfThisHost() {
    contexts.run(
        context ->
            assertThat(context.getBean(RedisAddress.class)).hasToString("redis://127.0.0.1:6379"));
  }

  @Test
  void startWhenSentinelThenTheGroup() {
    contexts
        .withPropertyValues(
            "REDIS_URL=redis-sentinel://:pw@127.0.0.1:1#m", "REDIS_SENTINEL_PASSWORD=theirs")
        .run(
            context -> {
              var factory = context.getBean(LettuceConnectionFactory.class);
              assertThat(factory.isRedisSentinelAware()).isTrue();
              var group = factory.getSentinelConfiguration();
              assertThat(group).isNotNull();
              assertThat(group.getPassword().get()).containsExactly("pw".toCharArray());
              assertThat(group.getSentinelPassword().get()).containsExactly("theirs".toCharArray());
            });
  }

  @Test
  void startWhenClusterUnderTlsThenSo() {
    contexts
        .withPropertyValues("REDIS_URL=rediss-cluster://127.0.0.1:1,127.0.0.1:2")
        .run(
            context -> {
              var factory = context.getBean(LettuceConnectionFactory.class);
              assertThat(factory.isClusterAware()).isTrue();
              assertThat(factory.isUseSsl()).isTrue();
            });
  }

  @Test
  void startWhenItHasNoneOfTheFormsThenEndsWithItsSentence() {
    contexts
        .withPropertyValues("REDIS_URL=redis-sentinel://:secret@a:1")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOf(SettingMissing.class)
                    .hasMessageStartingWith("REDIS_URL: redis-sentinel://***@a:1 (expected: ")
                    .hasMessageNotContaining("secret"));
  }
}
