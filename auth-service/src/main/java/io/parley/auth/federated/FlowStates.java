package io.parley.auth.federated;

import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.model.Indexes;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.secret.MasterKey;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The flows that came back, hashed, in the collection `auth_oidc_flows`: each counts once, on
/// whichever replica. Nothing is stored when a flow starts, so that starting many fills nothing.
@Component
@Order(1)
final class FlowStates implements Preparation.Step {

  private static final String AT = "at";

  private final MongoCollection<Document> used;
  private final SecretKeySpec hashKey;
  private final Clock clock;

  FlowStates(MongoDatabase database, MasterKey master, Clock clock) {
    this.used = database.getCollection("auth_oidc_flows");
    this.hashKey = master.hmacKey("federated flow states");
    this.clock = clock;
  }

  @Override
  public Mono<Void> prepare() {
    return Mono.from(used.createIndex(Indexes.ascending(AT))).then();
  }

  /// Uses a flow up; false when it was before. Those that can come no more are forgotten by the
  /// way.
  Mono<Boolean> use(Flow flow) {
    var now = clock.instant();
    var id =
        HexFormat.of()
            .formatHex(
                MasterKey.hmac(hashKey, flow.state().getBytes(StandardCharsets.UTF_8)), 0, 16);
    var over = Date.from(now.minus(FlowCookie.LIFE.multipliedBy(2)));
    return Mono.from(used.insertOne(new Document("_id", id).append(AT, Date.from(now))))
        .then(Mono.from(used.deleteMany(lt(AT, over))).onErrorComplete())
        .thenReturn(true)
        .onErrorResume(DuplicateKeys::isDuplicate, error -> Mono.just(false));
  }
}
