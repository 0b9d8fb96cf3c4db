package io.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class PresenceSettingsTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Wiring.class);

  @Test
  void defaultsThenWhatThePromisesSay() {
    runner
        .withPropertyValues("parley.presence.chat=http://a:1,http://b:2")
        .run(
            context -> {
              PresenceSettings settings = context.getBean(PresenceSettings.class);
              assertThat(settings.grace()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
              assertThat(settings.nodes().lease().plus(settings.grace()))
                  .isLessThan(Duration.ofSeconds(35));
              assertThat(settings.settle()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8));
              assertThat(settings.nodes().lock()).isGreaterThan(settings.nodes().listTimeout());
              assertThat(settings.usersAtOnce()).isEqualTo(200);
              assertThat(settings.operatorViews()).isTrue();
              assertThat(settings.chat())
                  .containsExactly(URI.create("http://a:1"), URI.create("http://b:2"));
            });
  }

  @Test
  void noChatAddressThenStartFails() {
    runner.run(context -> assertThat(context).hasFailed());
  }

  @Test
  void negativeTimeThenStartFails() {
    runner
        .withPropertyValues("parley.presence.chat=http://a:1", "parley.presence.grace=-1s")
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void lockShorterThanAListTakesThenStartFails() {
    runner
        .withPropertyValues("parley.presence.chat=http://a:1", "parley.presence.nodes.lock=2s")
        .run(context -> assertThat(context).hasFailed());
  }

  @EnableConfigurationProperties(PresenceSettings.class)
  static class Wiring {}
}
