package io.parley.chat;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.edge.http.ReadyCheck;
import io.parley.edge.life.Background;
import io.parley.edge.life.Retries;
import java.util.List;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Makes the indexes of all features when the node starts, however long the store is away. The node
/// is ready when they are there and the store answers.
@Component
class StorePreparation implements Background, ReadyCheck {

  private static final Logger log = LoggerFactory.getLogger(StorePreparation.class);

  private final List<StoreIndexes> indexes;
  private final MongoDatabase store;
  private final Work work = new Work();
  private volatile boolean prepared;

  StorePreparation(List<StoreIndexes> indexes, MongoDatabase store) {
    this.indexes = List.copyOf(indexes);
    this.store = store;
  }

  @Override
  public Disposable begin() {
    return Flux.fromIterable(indexes)
        .concatMap(StoreIndexes::ensure)
        .then()
        .retryWhen(Retries.forever(log, "no indexes yet"))
        .subscribe(null, error -> log.error("no indexes", error), () -> prepared = true);
  }

  @Override
  public Work work() {
    return work;
  }

  /// Before everything that serves.
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  @Override
  public Mono<Boolean> ready() {
    return prepared
        ? Mono.from(store.runCommand(new Document("ping", 1))).map(answer -> true)
        : Mono.just(false);
  }
}
