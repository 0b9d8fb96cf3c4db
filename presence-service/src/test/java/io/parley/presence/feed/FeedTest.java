package io.parley.presence.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.presence.state.FeedEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.RecordId;

class FeedTest {

  private static final UserId ANNA = new UserId("anna");
  private static final SessionId SOCKET = new SessionId("s1");

  @Test
  void entryThenItsTimeIsThatOfRedis() {
    FeedEntry entry = entry(Map.of("n", "7", "t", "beat"));

    assertThat(entry.at()).isEqualTo(Instant.ofEpochMilli(1_795_000_000_123L));
    assertThat(entry.number()).isEqualTo(7);
    assertThat(entry.fact()).isEqualTo(new FeedEntry.Beat());
  }

  @Test
  void entryOfEachTypeThenItsFact() {
    assertThat(fact("open", Map.of("state", "online")))
        .isEqualTo(new FeedEntry.Here(ANNA, SOCKET, Presence.State.ONLINE));
    assertThat(fact("state", Map.of("state", "away")))
        .isEqualTo(new FeedEntry.Here(ANNA, SOCKET, Presence.State.AWAY));
    assertThat(fact("close", Map.of("reason", "closed")))
        .isEqualTo(new FeedEntry.Left(ANNA, SOCKET, false));
    assertThat(fact("close", Map.of("reason", "logout")))
        .isEqualTo(new FeedEntry.Left(ANNA, SOCKET, true));
  }

  @Test
  void entryThatMakesNoSenseThenASignOfLifeOnly() {
    assertThat(fact("dance", Map.of())).isEqualTo(new FeedEntry.Beat());
    assertThat(entry(Map.of("n", "1", "t", "open")).fact()).isEqualTo(new FeedEntry.Beat());
    assertThat(fact("open", Map.of("user", "no id!"))).isEqualTo(new FeedEntry.Beat());
    assertThat(fact("close", Map.of("session", "x".repeat(65)))).isEqualTo(new FeedEntry.Beat());
  }

  @Test
  void entryWithoutANumberThenPassedOver() {
    assertThat(entry(Map.of("t", "beat")).number()).isZero();
    assertThat(entry(Map.of("n", "many", "t", "beat")).number()).isZero();
  }

  private static FeedEntry.Fact fact(String type, Map<String, String> more) {
    Map<String, String> fields = new HashMap<>(Map.of("n", "1", "t", type));
    fields.put("user", ANNA.value());
    fields.put("session", SOCKET.value());
    fields.putAll(more);
    return entry(fields).fact();
  }

  private static FeedEntry entry(Map<String, String> fields) {
    return Feed.entry(
        MapRecord.create("presence:feed:i", fields).withId(RecordId.of("1795000000123-0")));
  }
}
