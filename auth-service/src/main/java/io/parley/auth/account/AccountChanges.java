package io.parley.auth.account;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.common.id.UserId;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Changes how an account stands. Each is one write of its document, and each that takes something
/// away raises the generation in the same write; whoever does so ends the logins afterwards. Errors
/// of the store pass through.
@Component
public final class AccountChanges {

  private static final Bson NEXT_GENERATION = inc("generation", 1L);

  private final MongoCollection<Document> users;
  private final RecentProfiles profiles;
  private final Clock clock;

  AccountChanges(MongoDatabase database, RecentProfiles profiles, Clock clock) {
    this.users = database.getCollection("auth_users");
    this.profiles = profiles;
    this.clock = clock;
  }

  /// Notes that a login begins.
  ///
  /// @return the account as it was right before; empty when it is gone
  public Mono<Account> noteLogin(UserId id) {
    return Mono.from(
            users.findOneAndUpdate(byId(id), set("lastLoginAt", Date.from(clock.instant()))))
        .map(AccountDocuments::account);
  }

  /// Adds a role; whoever has logins gets it with the next access token.
  public Mono<Void> addRole(UserId id, String role) {
    return updateVisibly(id, byId(id), com.mongodb.client.model.Updates.addToSet("roles", role))
        .then();
  }

  /// Replaces the roles, if they still are those that were looked at; whether they were.
  public Mono<Boolean> replaceRoles(Account account, Set<String> roles) {
    var sorted = roles.stream().sorted().toList();
    var change = set("roles", sorted);
    return updateVisibly(
        account.id(),
        and(living(account.id()), sameRoles(account.roles())),
        roles.containsAll(account.roles()) ? change : combine(change, NEXT_GENERATION));
  }

  /// Closes the account; whether it was open.
  public Mono<Boolean> disable(UserId id) {
    return update(
        and(living(id), eq("disabledAt", null)),
        combine(set("disabledAt", Date.from(clock.instant())), NEXT_GENERATION));
  }

  /// Opens it again; whether it was closed.
  public Mono<Boolean> enable(UserId id) {
    return update(and(living(id), exists("disabledAt")), unset("disabledAt"));
  }

  /// Sets the password that somebody proved the right to without the old one, and with it that the
  /// address is theirs; whether the account is there and open.
  public Mono<Boolean> resetHash(UserId id, String hash) {
    return update(
        and(living(id), eq("disabledAt", null)),
        combine(set("passwordHash", hash), set("emailVerified", true), NEXT_GENERATION));
  }

  /// Replaces the hash by one that its user asked for, if it still is the one that was checked;
  /// whether it was.
  public Mono<Boolean> changeHash(Account account, String hash) {
    return update(
        and(byId(account.id()), eq("passwordHash", account.passwordHash())),
        combine(set("passwordHash", hash), NEXT_GENERATION));
  }

  /// Sets an address that its user proved to have. Errors with a duplicate key when somebody else
  /// has it; false when the account is gone.
  public Mono<Boolean> setVerifiedEmail(UserId id, String email) {
    return update(
        living(id),
        combine(
            set("email", email),
            set("emailKey", AccountRules.emailKey(email)),
            set("emailVerified", true)));
  }

  /// Notes that the address of the account is proven, if it still is this one; whether it was.
  public Mono<Boolean> verifyEmail(UserId id, String email) {
    return update(
        and(living(id), eq("emailKey", AccountRules.emailKey(email))), set("emailVerified", true));
  }

  /// Removes everything that tells who it was. The id stays, because messages stand under it.
  public Mono<Void> anonymize(UserId id) {
    return updateVisibly(
            id,
            living(id),
            combine(
                set("username", AccountRules.nameOfDeleted(id)),
                set("email", null),
                set("emailKey", "#" + id.value()),
                set("emailVerified", false),
                set("fullName", AccountRules.DELETED_USER),
                set("avatarUrl", null),
                set("roles", List.of()),
                set("passwordHash", null),
                set("terms", List.of()),
                unset("lastLoginAt"),
                set("deletedAt", Date.from(clock.instant())),
                NEXT_GENERATION))
        .then();
  }

  /// Of something that others see.
  private Mono<Boolean> updateVisibly(UserId id, Bson filter, Bson change) {
    return update(filter, change).flatMap(done -> profiles.changed(id).thenReturn(done));
  }

  private Mono<Boolean> update(Bson filter, Bson change) {
    return Mono.from(users.updateOne(filter, change)).map(result -> result.getMatchedCount() == 1);
  }

  private static Bson byId(UserId id) {
    return eq("_id", id.value());
  }

  private static Bson living(UserId id) {
    return and(byId(id), eq("deletedAt", null));
  }

  /// As sets: the order in the document is nobody's business.
  private static Bson sameRoles(Set<String> roles) {
    return roles.isEmpty()
        ? eq("roles", List.of())
        : and(
            com.mongodb.client.model.Filters.all("roles", roles),
            com.mongodb.client.model.Filters.size("roles", roles.size()));
  }
}
