package io.parley.prove.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AttackTest {

  @Test
  void namedThenEveryWordIsUnderstood() {
    var words = Arrays.stream(Attack.values()).map(Attack::word).collect(Collectors.joining(", "));

    assertThat(Attack.named(words)).containsExactly(Attack.values());
  }

  @Test
  void goesWithThenNoProcessStartsWhileAStoreIsAttacked() {
    assertThat(Attack.KILL_CHAT.goesWith(Attack.CLIENT_CUTS)).isTrue();
    assertThat(Attack.ROLL.goesWith(Attack.REDIS_SWALLOW)).isTrue();
    assertThat(Attack.KILL_CHAT.goesWith(Attack.MONGO_AWAY)).isFalse();
    assertThat(Attack.REDIS_AWAY.goesWith(Attack.ROLL)).isFalse();
    assertThat(Attack.PARTITION_MONGO.goesWith(Attack.ROLL)).isFalse();
    assertThat(Attack.PARTITION_REDIS.goesWith(Attack.CLIENT_CUTS)).isTrue();
    assertThat(Attack.KILL_CHAT.goesWith(Attack.ROLL)).isFalse();
  }
}
