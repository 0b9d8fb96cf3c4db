package io.parley.auth.login;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.account.Belongings;
import io.parley.auth.secret.MasterKey;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import io.parley.common.id.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// From where each user logged in within 30 days, hashed, in the collection `auth_known_networks`.
/// From there the right password always works, whatever strangers tried elsewhere.
@Component
@Order(1)
public final class KnownNetworks implements Preparation.Step, Belongings {

  static final Duration REMEMBERED = Duration.ofDays(30);

  private static final String AT = "at";
  private static final String USER = "user";

  private final MongoCollection<Document> networks;
  private final SecretKeySpec hashKey;
  private final Clock clock;

  KnownNetworks(MongoDatabase database, MasterKey master, Clock clock) {
    this.networks = database.getCollection("auth_known_networks");
    this.hashKey = master.hmacKey("known networks");
    this.clock = clock;
  }

  @Override
  public Mono<Void> prepare() {
    return Mono.from(networks.createIndex(Indexes.ascending(AT)))
        .then(Mono.from(networks.createIndex(Indexes.ascending(USER))))
        .then();
  }

  public Mono<Void> remember(UserId user, Client client) {
    return Mono.from(
            networks.updateOne(
                eq("_id", key(user, client)),
                combine(set(AT, Date.from(clock.instant())), set(USER, user.value())),
                new UpdateOptions().upsert(true)))
        .then()
        .onErrorComplete(DuplicateKeys::isDuplicate);
  }

  public Mono<Boolean> knows(UserId user, Client client) {
    var since = Date.from(clock.instant().minus(REMEMBERED));
    return Mono.from(networks.find(and(eq("_id", key(user, client)), gt(AT, since))).first())
        .hasElement();
  }

  @Override
  public Mono<Void> forget(UserId user) {
    return Mono.from(networks.deleteMany(eq(USER, user.value()))).then();
  }

  Mono<Long> removeBefore(Instant moment) {
    return Mono.from(networks.deleteMany(lt(AT, Date.from(moment))))
        .map(result -> result.getDeletedCount());
  }

  private String key(UserId user, Client client) {
    var network = client.network().getBytes(StandardCharsets.UTF_8);
    var hash = MasterKey.hmac(hashKey, (user + "@").getBytes(StandardCharsets.UTF_8), network);
    return HexFormat.of().formatHex(hash, 0, 16);
  }
}
