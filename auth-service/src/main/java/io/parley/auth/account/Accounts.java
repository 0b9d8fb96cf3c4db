package io.parley.auth.account;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import io.parley.common.id.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The accounts in the collection `auth_users`. Unique indexes decide who has a name; whatever was
/// looked up before is a hint. Errors of the store pass through.
@Component
@Order(1)
public final class Accounts implements Preparation.Step {

  private static final String USERNAME = "username";
  private static final String EMAIL_KEY = "emailKey";
  private static final String TERMS = "terms";

  private final MongoCollection<Document> users;
  private final RecentProfiles profiles;

  Accounts(MongoDatabase database, RecentProfiles profiles) {
    this.users = database.getCollection("auth_users");
    this.profiles = profiles;
  }

  @Override
  public Mono<Void> prepare() {
    var unique = new IndexOptions().unique(true);
    return Mono.from(users.createIndex(Indexes.ascending(USERNAME), unique))
        .then(Mono.from(users.createIndex(Indexes.ascending(EMAIL_KEY), unique)))
        .then(Mono.from(users.createIndex(Indexes.ascending(TERMS, USERNAME))))
        .then();
  }

  /// The account with this id; empty when there is none.
  public Mono<Account> byId(UserId id) {
    return first(eq("_id", id.value()));
  }

  /// What others see of this user, on other replicas than that of the latest change as it was a
  /// moment ago, when the bus is away up to 5 min; empty when there is none.
  public Mono<UserView> seenByOthers(UserId id) {
    return profiles.get(id, this::byId);
  }

  /// The account that signs in by this, an address or a username; empty when there is none.
  public Mono<Account> byLogin(String login) {
    return first(
        login.indexOf('@') >= 0
            ? eq(EMAIL_KEY, AccountRules.emailKey(login))
            : eq(USERNAME, AccountRules.usernameKey(login)));
  }

  /// Those of the ids that exist, in no order.
  public Flux<Account> byIds(Collection<UserId> ids) {
    return all(in("_id", ids.stream().map(UserId::value).toList()));
  }

  /// Those that have one of these usernames, in no order.
  public Flux<Account> byUsernames(Collection<String> usernames) {
    return all(in(USERNAME, usernames.stream().map(AccountRules::usernameKey).toList()));
  }

  /// Those that have one of these addresses, in no order.
  public Flux<Account> byEmails(Collection<String> emails) {
    return all(in(EMAIL_KEY, emails.stream().map(AccountRules::emailKey).toList()));
  }

  /// Users by name, in the order of usernames.
  ///
  /// @param prefixes of the username or of words of the name, all of which must match; none means
  ///   everyone
  /// @param after a username; null starts at the beginning
  public Flux<Account> directory(List<String> prefixes, @Nullable String after, int limit) {
    var filters = new ArrayList<Bson>();
    filters.add(eq("deletedAt", null));
    prefixes.forEach(prefix -> filters.add(elemMatch(TERMS, startsWith(prefix))));
    if (after != null) {
      filters.add(gt(USERNAME, after));
    }
    return Flux.from(users.find(and(filters)).sort(Sorts.ascending(USERNAME)).limit(limit))
        .map(AccountDocuments::account);
  }

  /// Accounts for those who administrate, deleted ones left out, in the order of usernames.
  ///
  /// @param after a username; null starts at the beginning
  public Flux<Account> search(AccountQuery query, @Nullable String after, int limit) {
    return Flux.from(users.find(query.filter(after)).sort(Sorts.ascending(USERNAME)).limit(limit))
        .map(AccountDocuments::account);
  }

  /// Stores a new account. Errors with [Taken] when another one has its username or address.
  public Mono<Account> insert(Account account) {
    return Mono.from(users.insertOne(AccountDocuments.document(account)))
        .thenReturn(account)
        .onErrorResume(DuplicateKeys::isDuplicate, error -> takenBy(account).flatMap(Mono::error));
  }

  /// Stores those of the accounts whose username and address are free, and leaves out the others.
  public Mono<Void> insertFree(List<Account> accounts) {
    if (accounts.isEmpty()) {
      return Mono.empty();
    }
    var documents = accounts.stream().map(AccountDocuments::document).toList();
    return Mono.from(users.insertMany(documents, new InsertManyOptions().ordered(false)))
        .then()
        .onErrorComplete(DuplicateKeys::isDuplicate);
  }

  /// Which of the two names of this account somebody else has. Completes empty when none.
  public Mono<Taken> taken(Account account) {
    var email = account.email();
    var byEmail =
        email == null
            ? Mono.just(false)
            : first(eq(EMAIL_KEY, AccountRules.emailKey(email))).hasElement();
    return Mono.zip(first(eq(USERNAME, account.username())).hasElement(), byEmail)
        .filter(found -> found.getT1() || found.getT2())
        .map(found -> new Taken(found.getT1(), found.getT2()));
  }

  /// Sets what is given; the account as it is then. Empty when it is gone.
  public Mono<Account> updateProfile(UserId id, Profile profile) {
    return byId(id)
        .flatMap(
            account -> {
              var changed = profile.appliedTo(account);
              return Mono.from(
                      users.updateOne(
                          eq("_id", id.value()),
                          combine(
                              set("fullName", changed.fullName()),
                              set("avatarUrl", changed.avatarUrl()),
                              set(TERMS, AccountDocuments.terms(changed)))))
                  .then(profiles.changed(id))
                  .thenReturn(changed);
            });
  }

  /// Replaces the hash, if it still is the one that was checked; whether it was.
  public Mono<Boolean> replaceHash(Account account, String hash) {
    return Mono.from(
            users.updateOne(
                and(eq("_id", account.id().value()), eq("passwordHash", account.passwordHash())),
                set("passwordHash", hash)))
        .map(result -> result.getMatchedCount() == 1);
  }

  private Mono<Taken> takenBy(Account account) {
    return taken(account).defaultIfEmpty(new Taken(true, false));
  }

  private Mono<Account> first(Bson filter) {
    return Mono.from(users.find(filter).first()).map(AccountDocuments::account);
  }

  private Flux<Account> all(Bson filter) {
    return Flux.from(users.find(filter)).map(AccountDocuments::account);
  }

  static Bson startsWith(String prefix) {
    return new Document("$gte", prefix).append("$lt", prefix + Character.MAX_VALUE);
  }
}
