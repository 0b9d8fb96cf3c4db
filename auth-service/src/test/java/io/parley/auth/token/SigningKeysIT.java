package io.parley.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.AuthSettings;
import io.parley.auth.Eventually;
import io.parley.auth.secret.KnownMasterKeys;
import io.parley.auth.secret.MasterKey;
import io.parley.auth.secret.Randomness;
import io.parley.testing.TestMongo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Generations of signing keys in a real store: how they follow each other, and what wraps them.
class SigningKeysIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LEAD = Duration.ofSeconds(2);

  private final String uri = TestMongo.newDatabase();
  private final MongoClient client = MongoClients.create(uri);
  private final MongoDatabase database =
      client.getDatabase(uri.substring(uri.lastIndexOf('/') + 1).replaceFirst("\\?.*", ""));
  private final Randomness random = new Randomness();
  private final MasterKey first = new MasterKey(random.bytes(32));
  private final MasterKey second = new MasterKey(random.bytes(32));
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void rotateThenTheNextIsPublishedAtOnceAndSignsAfterTheLead() {
    var keys = prepared(first);
    var before = keys.current().id();

    var next = rotated(keys);

    assertThat(next.generation()).isEqualTo(2);
    assertThat(keys.current().id()).isEqualTo(before);
    assertThat(keys.holds(next.kid())).isTrue();
    move(LEAD);
    assertThat(keys.current().id()).isEqualTo(next.kid());
    assertThat(keys.holds(before)).isTrue();
  }

  @Test
  void rotateWhenOneIsUnderWayThenTheSameAgainOverAllReplicas() {
    var one = prepared(first);
    var other = prepared(first);

    var kids =
        Flux.range(0, 16)
            .flatMap(i -> (i % 2 == 0 ? one : other).rotate(), 16)
            .map(SigningKeys.Generation::kid)
            .distinct()
            .collectList()
            .block(SOON);

    assertThat(kids).hasSize(1);
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void lastTokenOfAnOldKeyHasEndedThenItIsForgotten() {
    var keys = prepared(first);
    var before = keys.current().id();
    rotated(keys);
    move(LEAD.plus(Duration.ofDays(1)));
    assertThat(keys.holds(before)).isTrue();

    move(LEAD);
    assertThat(keys.holds(before)).isFalse();
    keys.start();
    try {
      Eventually.isTrue(() -> stored() == 1);
    } finally {
      keys.stop();
    }
    assertThat(keys.current().generation()).isEqualTo(2);
  }

  @Test
  void lifeIsOverThenTheNextOneIsMadeBySchedule() {
    var keys = prepared(first);
    keys.start();
    try {
      move(Duration.ofDays(30));
      Eventually.isTrue(() -> keys.generations().size() == 2);
      move(LEAD);
      assertThat(keys.current().generation()).isEqualTo(2);
    } finally {
      keys.stop();
    }
  }

  @Test
  void masterKeyChangesThenEverythingIsWrappedAnewAndTheOldOneIsNotNeeded() {
    var before = prepared(first).current().id();

    var changing = prepared(second, first);
    assertThat(changing.current().id()).isEqualTo(before);

    assertThat(prepared(second).current().id()).isEqualTo(before);
    assertThatThrownBy(() -> prepared(first))
        .hasMessageContaining(second.fingerprint())
        .hasMessageContaining("PARLEY_AUTH_EARLIER_MASTER_KEYS");
  }

  private SigningKeys prepared(MasterKey current, MasterKey... others) {
    var settings =
        new Binder(
                new MapConfigurationPropertySource(
                    Map.of("parley.auth.signing-keys.lead", LEAD.toSeconds() + "s")))
            .bindOrCreate("parley.auth", AuthSettings.class);
    var masters = new KnownMasterKeys(current, List.of(others), random);
    var keys =
        new SigningKeys(
            new StoredKeys(database, masters, random, clock(), settings), clock(), settings);
    keys.prepare().block(SOON);
    return keys;
  }

  private static SigningKeys.Generation rotated(SigningKeys keys) {
    var next = keys.rotate().block(SOON);
    assertThat(next).isNotNull();
    return next;
  }

  private long stored() {
    var count =
        Mono.from(database.getCollection("auth_keys").countDocuments(new Document())).block(SOON);
    return count == null ? -1 : count;
  }

  private void move(Duration by) {
    now.updateAndGet(time -> time.plus(by));
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
