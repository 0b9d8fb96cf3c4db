package io.parley.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

  @TempDir private Path data;
  private RedisBinary binary;

  @BeforeEach
  void unpack() throws IOException {
    binary = RedisBinary.bundled(Path.of("target", "redis"));
  }

  @Test
  void startThenItAnswersWithItsPasswordAlone() throws IOException {
    try (var redis = EmbeddedRedis.start(binary, data);
        var connection = RedisConnection.open(redis.port(), redis.password())) {
      assertThat(connection.command("SET", "a", "ü")).isEqualTo("+OK");
      assertThatThrownBy(() -> RedisConnection.open(redis.port(), "other"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("AUTH");
      assertThat(Files.getPosixFilePermissions(data.resolve("redis.conf")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void startWhenAPredecessorWasLeftOverThenItIsEnded() throws IOException {
    var orphan = EmbeddedRedis.start(binary, data);
    try (var redis = EmbeddedRedis.start(binary, data)) {
      assertThat(orphan.isRunning()).isFalse();
      assertThat(redis.isRunning()).isTrue();
    } finally {
      orphan.stop();
    }
  }

  @Test
  void clearWhenTheNotedProcessIsAnotherThenItLives() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    var note = data.resolve("note");
    Files.write(
        note,
        List.of(Long.toString(self.pid()), self.info().startInstant().orElseThrow().toString()));
    assertThat(new LeftOver(note).clear()).isFalse();
    assertThat(note).doesNotExist();
    assertThat(self.isAlive()).isTrue();
  }

  @Test
  void restartAfterStopThenTheSameAddressAndNoKeys() throws IOException {
    try (var redis = EmbeddedRedis.start(binary, data)) {
      String url = redis.url();
      command(redis, "SET", "a", "1");
      redis.stop();
      assertThatThrownBy(() -> command(redis, "PING")).isInstanceOf(IOException.class);
      redis.restart();
      assertThat(redis.url()).isEqualTo(url);
      assertThat(command(redis, "DBSIZE")).isEqualTo(":0");
    }
  }

  @Test
  void pauseThenNothingIsAnsweredUntilResume() throws IOException {
    try (var redis = EmbeddedRedis.start(binary, data)) {
      redis.pause();
      assertThatThrownBy(() -> command(redis, "PING")).isInstanceOf(IOException.class);
      redis.resume();
      assertThat(command(redis, "PING")).isEqualTo("+PONG");
      redis.pause();
    }
  }

  private static String command(EmbeddedRedis redis, String... words) throws IOException {
    try (var connection = RedisConnection.open(redis.port(), redis.password())) {
      return connection.command(words);
    }
  }
}
