package io.parley.edge.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.edge.redis.RedisAddress.Host;
import io.parley.edge.redis.RedisAddress.Shape;
import io.parley.edge.setting.SettingMissing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {

  @Test
  void parseWhenOneServerThenAllOfIt() {
    var address = RedisAddress.parse("redis://ann:s%40c%2Fret@cache.example:7001/3");

    assertThat(address.shape()).isEqualTo(Shape.STANDALONE);
    assertThat(address.tls()).isFalse();
    assertThat(address.hosts()).containsExactly(new Host("cache.example", 7001));
    assertThat(address.user()).isEqualTo("ann");
    assertThat(address.password()).isEqualTo("s@c/ret");
    assertThat(address.database()).isEqualTo(3);
  }

  @Test
  void parseWhenLittleIsSaidThenTheUsual() {
    var address = RedisAddress.parse(" rediss://cache/ ");

    assertThat(address.tls()).isTrue();
    assertThat(address.hosts()).containsExactly(new Host("cache", 6379));
    assertThat(address.user()).isEmpty();
    assertThat(address.password()).isEmpty();
    assertThat(address.database()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://:pw@h, '', pw",
    "redis://pw@h, '', pw",
    "redis://u:p:w@h, u, p:w",
    "redis://:p@w@h, '', p@w",
    "redis://:a+b@h, '', a+b"
  })
  void parseWhenLoginThenUserAndPassword(String url, String user, String password) {
    var address = RedisAddress.parse(url);

    assertThat(address.user()).isEqualTo(user);
    assertThat(address.password()).isEqualTo(password);
    assertThat(address.hosts()).containsExactly(new Host("h", 6379));
  }

  @Test
  void parseWhenSentinelsThenGroupAndTheirPort() {
    var address = RedisAddress.parse("redis-sentinel://:pw@s1,s2:26380,[::1]/2#my-group");

    assertThat(address.shape()).isEqualTo(Shape.SENTINEL);
    assertThat(address.hosts())
        .isEqualTo(List.of(new Host("s1", 26379), new Host("s2", 26380), new Host("::1", 26379)));
    assertThat(address.master()).isEqualTo("my-group");
    assertThat(address.database()).isEqualTo(2);
    assertThat(address.password()).isEqualTo("pw");
  }

  @Test
  void parseWhenClusterThenItsNodesOnce() {
    var address = RedisAddress.parse("rediss-cluster://u:pw@a:7000,b:7001,a:7000");

    assertThat(address.isCluster()).isTrue();
    assertThat(address.tls()).isTrue();
    assertThat(address.hosts()).isEqualTo(List.of(new Host("a", 7000), new Host("b", 7001)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          localhost:6379 | redis://[user
          http://localhost | redis://[user
          redis:// | host or host:port
          redis://h:0 | a port from 1 to 65535
          redis://h:65536 | a port from 1 to 65535
          redis://h:x | a port from 1 to 65535
          redis://a,b | one host; several are written redis-sentinel://
          redis://h/x | the number of a database
          redis://h/-1 | the number of a database
          redis://h#m | no #
          redis://h?timeout=1s | no parameters
          redis://u:@h | a password behind the user
          redis-sentinel://a,b | the master's name at the end
          redis-sentinel://a,,b#m | host or host:port
          redis-cluster://a/1 | no database
          redis-cluster://a#m | no #
          """)
  void parseWhenWrongThenOneSentenceWithValueAndExpectation(String url, String expected) {
    assertThatThrownBy(() -> RedisAddress.parse(url))
        .isInstanceOf(SettingMissing.class)
        .hasMessageStartingWith("REDIS_URL: " + url.replace("u:@", "***@") + " (expected: ")
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://u:secret@a:0",
    "redis://secret@a?x",
    "secret@a",
    "http://u:secret@a@b",
    "redis://u:%zzsecret@a"
  })
  void parseWhenWrongThenNoPasswordInTheSentence(String url) {
    assertThatThrownBy(() -> RedisAddress.parse(url))
        .isInstanceOf(SettingMissing.class)
        .hasMessageContaining("***@")
        .hasMessageNotContaining("secret");
  }

  @Test
  void toStringThenTheAddressWithoutLogin() {
    assertThat(RedisAddress.parse("redis://u:pw@h/2")).hasToString("redis://h:6379/2");
    assertThat(RedisAddress.parse("rediss-sentinel://:pw@a,[::1]#m"))
        .hasToString("rediss-sentinel://a:26379,[::1]:26379#m");
    assertThat(RedisAddress.parse("redis-cluster://:pw@a,b:7"))
        .hasToString("redis-cluster://a:6379,b:7");
  }
}
