package io.parley.auth.audit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.AuthSettings;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.Preparation;
import io.parley.auth.store.Sweep;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The entries in the collection `auth_audit`, which are only ever inserted. An id begins with the
/// time in milliseconds, so ids and times have one order. Errors of the store pass through.
@Component
@Order(1)
public final class AuditLog implements Preparation.Step, Sweep.Expiring {

  private static final String ID = "_id";
  private static final String ACTION = "action";
  private static final String USER = "user";
  private static final String BY = "by";

  private final MongoCollection<Document> entries;
  private final Randomness random;
  private final Clock clock;
  private final AuthSettings settings;

  AuditLog(MongoDatabase database, Randomness random, Clock clock, AuthSettings settings) {
    this.entries = database.getCollection("auth_audit");
    this.random = random;
    this.clock = clock;
    this.settings = settings;
  }

  /// Which entries to read; null asks for any.
  ///
  /// @param user whom it is about or who did it
  /// @param from the earliest, inclusive
  /// @param to the latest, exclusive
  public record Question(
      @Nullable String user,
      @Nullable String action,
      @Nullable Instant from,
      @Nullable Instant to) {}

  @Override
  public Mono<Void> prepare() {
    return Flux.just(USER, BY, ACTION)
        .concatMap(
            field ->
                entries.createIndex(
                    Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending(ID))))
        .then();
  }

  /// The latest entries, latest first.
  ///
  /// @param before the id of an entry; null starts at the latest
  public Flux<AuditRecord> read(Question question, @Nullable String before, int limit) {
    return Flux.from(entries.find(filter(question, before)).sort(Sorts.descending(ID)).limit(limit))
        .map(AuditLog::entry);
  }

  /// All entries about a user, latest first, no more at once than are asked for.
  public Flux<AuditRecord> about(String user) {
    return Flux.from(entries.find(eq(USER, user)).sort(Sorts.descending(ID))).map(AuditLog::entry);
  }

  @Override
  public Mono<Long> removeExpired() {
    var life = settings.auditRetention();
    return life.isZero()
        ? Mono.just(0L)
        : Mono.from(entries.deleteMany(lt(ID, prefix(clock.instant().minus(life)))))
            .map(result -> result.getDeletedCount());
  }

  Mono<Void> append(Audit.Entry entry, String request) {
    return Mono.defer(() -> Mono.from(entries.insertOne(document(entry, request)))).then();
  }

  private Document document(Audit.Entry entry, String request) {
    var now = clock.instant();
    var details = new LinkedHashMap<>(entry.values());
    var document =
        new Document(ID, prefix(now) + "-" + random.id('a'))
            .append("at", Date.from(now))
            .append(ACTION, entry.event());
    for (var own : new String[] {USER, BY, "login", "address"}) {
      document.append(own, details.remove(own));
    }
    var further = new Document();
    further.putAll(details);
    return document.append("request", request).append("details", further);
  }

  private static AuditRecord entry(Document document) {
    var details = new LinkedHashMap<String, String>();
    document
        .get("details", Document.class)
        .forEach((name, value) -> details.put(name, String.valueOf(value)));
    return new AuditRecord(
        document.getString(ID),
        document.getDate("at").toInstant(),
        document.getString(ACTION),
        document.getString(USER),
        document.getString(BY),
        document.getString("login"),
        document.getString("address"),
        document.getString("request"),
        details);
  }

  private static Bson filter(Question question, @Nullable String before) {
    var filters = new ArrayList<Bson>();
    var user = question.user();
    if (user != null) {
      filters.add(or(eq(USER, user), eq(BY, user)));
    }
    if (question.action() != null) {
      filters.add(eq(ACTION, question.action()));
    }
    if (question.from() != null) {
      filters.add(gte(ID, prefix(question.from())));
    }
    if (question.to() != null) {
      filters.add(lt(ID, prefix(question.to())));
    }
    if (before != null) {
      filters.add(lt(ID, before));
    }
    return filters.isEmpty() ? new Document() : and(filters);
  }

  private static String prefix(Instant at) {
    return String.format(Locale.ROOT, "%013d", Math.max(0, at.toEpochMilli()));
  }
}
