package io.parley.auth.account;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Updates.addToSet;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.role.Roles;
import io.parley.auth.store.DuplicateKeys;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Who administrates, in the one document of the collection `auth_administrators`, so that one
/// atomic write decides who is the first and that there always is a last. Its existence says that
/// there has been an administrator.
///
/// It may lack somebody who has the role, where a process died between two writes; it never holds
/// anybody more. So it can refuse to let one go who is not the last, and never the other way round.
@Component
public final class Administrators {

  private static final String ID = "administrators";
  private static final String USERS = "users";
  private static final String COMPLETE = "complete";

  private final MongoCollection<Document> documents;

  Administrators(MongoDatabase database) {
    this.documents = database.getCollection("auth_administrators");
  }

  /// Claims the place of the first administrator; whether this user has it. Again for the same user
  /// until [#complete()], so that an attempt with an unknown outcome may be repeated.
  public Mono<Boolean> claim(UserId user) {
    var first =
        new Document("_id", ID).append(USERS, List.of(user.value())).append(COMPLETE, false);
    return Mono.from(documents.insertOne(first))
        .thenReturn(true)
        .onErrorResume(DuplicateKeys::isDuplicate, error -> isClaimedBy(user));
  }

  /// The first administrator has the role; from now on nobody can claim it.
  public Mono<Void> complete() {
    return Mono.from(documents.updateOne(eq("_id", ID), set(COMPLETE, true))).then();
  }

  /// Whether there has been an administrator at any time.
  public Mono<Boolean> exist() {
    return Mono.from(documents.find(and(eq("_id", ID), eq(COMPLETE, true))).first()).hasElement();
  }

  /// Adds one who has the role by now.
  public Mono<Void> add(UserId user) {
    return Mono.from(
            documents.updateOne(
                eq("_id", ID), combine(addToSet(USERS, user.value()), set(COMPLETE, true))))
        .then();
  }

  /// Lets one go before the role is taken; false when nobody else would be left.
  public Mono<Boolean> remove(UserId user) {
    return Mono.from(
            documents.updateOne(
                and(eq("_id", ID), eq(USERS, user.value()), exists(USERS + ".1")),
                pull(USERS, user.value())))
        .flatMap(
            result ->
                result.getMatchedCount() == 1 ? Mono.just(true) : holds(user).map(held -> !held));
  }

  /// Lets an account go, if it is one, before it loses the role or is closed. Errors with
  /// `conflict` when nobody else would be left.
  public Mono<Void> letGo(Account account) {
    return account.roles().contains(Roles.ADMIN)
        ? remove(account.id())
            .flatMap(
                left ->
                    left
                        ? Mono.empty()
                        : Mono.error(
                            ProblemException.conflict(
                                "The last administrator: make somebody else one first")))
        : Mono.empty();
  }

  private Mono<Boolean> holds(UserId user) {
    return Mono.from(documents.find(and(eq("_id", ID), eq(USERS, user.value()))).first())
        .hasElement();
  }

  private Mono<Boolean> isClaimedBy(UserId user) {
    return Mono.from(
            documents
                .find(and(eq("_id", ID), eq(USERS, user.value()), eq(COMPLETE, false)))
                .first())
        .hasElement();
  }
}
