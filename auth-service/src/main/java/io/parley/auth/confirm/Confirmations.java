package io.parley.auth.confirm;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.AuthSettings;
import io.parley.auth.account.Belongings;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import io.parley.auth.store.Sweep;
import io.parley.common.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// What was sent out and not shown yet, in the collection `auth_confirmations`: one document a user
/// and purpose, so a new one makes the one before void, with the SHA-256 of its secret, so the
/// store gives none away. Removing the document is what counts as showing it, so of many at once
/// one succeeds.
@Component
@Order(1)
public final class Confirmations implements Preparation.Step, Sweep.Expiring, Belongings {

  private static final String EXPIRES_AT = "expiresAt";
  private static final int LOST_RACES = 3;

  private final MongoCollection<Document> documents;
  private final Randomness random;
  private final Clock clock;
  private final AuthSettings.Confirmations lives;

  Confirmations(MongoDatabase database, Randomness random, Clock clock, AuthSettings settings) {
    this.documents = database.getCollection("auth_confirmations");
    this.random = random;
    this.clock = clock;
    this.lives = settings.confirmations();
  }

  @Override
  public Mono<Void> prepare() {
    return Mono.from(documents.createIndex(Indexes.ascending(EXPIRES_AT))).then();
  }

  /// Makes a token that confirms this, and makes the one before void.
  public Mono<String> issue(UserId user, Purpose purpose, String email) {
    return Mono.defer(
        () -> {
          var token = ConfirmationToken.fresh(user, purpose, random);
          var document =
              new Document("_id", id(user, purpose))
                  .append("hash", token.hash())
                  .append("email", email)
                  .append(EXPIRES_AT, Date.from(clock.instant().plus(life(purpose))));
          return Mono.from(
                  documents.replaceOne(
                      eq("_id", id(user, purpose)), document, new ReplaceOptions().upsert(true)))
              .retryWhen(Retry.max(LOST_RACES).filter(DuplicateKeys::isDuplicate))
              .thenReturn(token.text());
        });
  }

  /// What this token confirms, without using it up; empty when it does not count for any of these
  /// purposes.
  public Mono<Confirmation> look(String text, Set<Purpose> purposes) {
    return Mono.justOrEmpty(ConfirmationToken.parse(text))
        .filter(token -> purposes.contains(token.purpose()))
        .flatMap(
            token ->
                Mono.from(documents.find(valid(token)).first())
                    .map(found -> confirmation(token, found)));
  }

  /// The same, and nobody can show it again.
  public Mono<Confirmation> redeem(String text, Set<Purpose> purposes) {
    return Mono.justOrEmpty(ConfirmationToken.parse(text))
        .filter(token -> purposes.contains(token.purpose()))
        .flatMap(
            token ->
                Mono.from(documents.findOneAndDelete(valid(token)))
                    .map(found -> confirmation(token, found)));
  }

  /// Makes all void that a user was sent.
  @Override
  public Mono<Void> forget(UserId user) {
    var ids = Stream.of(Purpose.values()).map(purpose -> id(user, purpose)).toList();
    return Mono.from(documents.deleteMany(in("_id", ids))).then();
  }

  @Override
  public Mono<Long> removeExpired() {
    return Mono.from(documents.deleteMany(lte(EXPIRES_AT, Date.from(clock.instant()))))
        .map(result -> result.getDeletedCount());
  }

  private Bson valid(ConfirmationToken token) {
    return and(
        eq("_id", id(token.user(), token.purpose())),
        eq("hash", token.hash()),
        gt(EXPIRES_AT, Date.from(clock.instant())));
  }

  private Duration life(Purpose purpose) {
    return switch (purpose) {
      case VERIFY_EMAIL, CHANGE_EMAIL -> lives.emailLife();
      case RESET_PASSWORD -> lives.passwordLife();
    };
  }

  private static Confirmation confirmation(ConfirmationToken token, Document found) {
    return new Confirmation(token.user(), token.purpose(), found.getString("email"));
  }

  private static String id(UserId user, Purpose purpose) {
    return user.value() + ":" + purpose.key();
  }
}
