package io.parley.chat.conversation;

import static com.mongodb.client.model.Aggregates.lookup;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.currentDate;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.chat.StoreIndexes;
import io.parley.chat.log.mongo.LogLookup;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Places of users in conversations: `chat_members`, `_id` = `<conversation>:<user>`. A place stays
/// when its user leaves, so that an old event is known to be old.
@Component
class MemberStore implements StoreIndexes {

  static final String COLLECTION = "chat_members";

  private static final int CHANGES_A_LOOK = 10_000;
  private static final int STANDINGS_A_BATCH = 20_000;
  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
  private static final Bson BY_JOINING = ascending("joined", "_id");

  private final MongoCollection<Document> members;
  private final StoreCalls calls;
  private final LogLookup logs;

  MemberStore(MongoDatabase store, StoreCalls calls, LogLookup logs) {
    this.members = store.getCollection(COLLECTION);
    this.calls = calls;
    this.logs = logs;
  }

  @Override
  public Mono<Void> ensure() {
    return Flux.just(
            ascending("user", "conversation"),
            ascending("conversation", "present", "joined", "_id"),
            ascending("changedAt"))
        .concatMap(index -> calls.one(members.createIndex(index)))
        .then();
  }

  /// Adds those who are members from the start. May be repeated: a place that is there stays.
  Mono<Void> addInitial(ConversationId conversation, Map<UserId, Role> initial, Instant at) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    initial.forEach(
        (user, role) ->
            writes.add(
                new UpdateOneModel<>(
                    eq("_id", id(conversation, user)),
                    combine(
                        setOnInsert("conversation", conversation.value()),
                        setOnInsert("user", user.value()),
                        setOnInsert("role", role.wireName()),
                        setOnInsert("joinedAt", Date.from(at)),
                        setOnInsert("joined", 0L),
                        setOnInsert("version", 0L),
                        setOnInsert("present", true),
                        currentDate("changedAt")),
                    UPSERT)));
    return calls
        .run(members.bulkWrite(writes, new BulkWriteOptions().ordered(false)))
        .onErrorComplete(StoreCalls::isKeyTaken);
  }

  /// Removes places that an attempt to create the conversation left behind, other than these.
  Mono<Void> removeInitialBut(ConversationId conversation, Collection<UserId> wanted) {
    var users = wanted.stream().map(UserId::value).toList();
    return calls.run(
        members.deleteMany(
            and(eq("conversation", conversation.value()), eq("version", 0L), nin("user", users))));
  }

  Mono<Member> find(ConversationId conversation, UserId user) {
    return calls.one(members.find(eq("_id", id(conversation, user)))).map(MemberStore::member);
  }

  Mono<List<Member>> find(ConversationId conversation, Collection<UserId> users) {
    var ids = users.stream().map(user -> id(conversation, user)).toList();
    return calls.all(Flux.from(members.find(in("_id", ids))).map(MemberStore::member));
  }

  /// The user joined by the event of that version; nothing happens when a later event is known.
  Mono<Void> join(Member joined) {
    var change =
        combine(
            set("conversation", joined.conversation().value()),
            set("user", joined.user().value()),
            set("role", joined.role().wireName()),
            set("joinedAt", Date.from(joined.joinedAt())),
            set("joined", joined.joined()),
            set("present", true),
            set("version", joined.version()),
            currentDate("changedAt"));
    return calls
        .run(members.updateOne(older(joined), change, UPSERT))
        .onErrorComplete(StoreCalls::isKeyTaken);
  }

  /// The place changed by the event of its version; nothing happens when a later event is known.
  Mono<Void> change(Member changed) {
    return calls.run(
        members.updateOne(
            older(changed),
            combine(
                set("role", changed.role().wireName()),
                set("present", changed.present()),
                set("version", changed.version()),
                currentDate("changedAt"))));
  }

  /// Present members in the order of joining, after this one.
  ///
  /// @param after the last one of the page before, or null
  Mono<List<Member>> page(ConversationId conversation, @Nullable Member after, int limit) {
    var here = and(eq("conversation", conversation.value()), eq("present", true));
    var rest =
        after == null
            ? here
            : and(
                here,
                or(
                    gt("joined", after.joined()),
                    and(eq("joined", after.joined()), gt("_id", id(conversation, after.user())))));
    return calls.all(
        Flux.from(members.find(rest).sort(BY_JOINING).limit(limit)).map(MemberStore::member));
  }

  /// The present members of these conversations, which must be small ones.
  Mono<List<Member>> of(Collection<ConversationId> conversations) {
    return calls.all(
        Flux.from(members.find(and(inAnyOf(conversations), eq("present", true))))
            .map(MemberStore::member));
  }

  /// Where a user is present.
  Mono<List<Member>> of(UserId user) {
    return calls.all(
        Flux.from(members.find(and(eq("user", user.value()), eq("present", true))))
            .map(MemberStore::member));
  }

  /// Where a user is or was present.
  Mono<List<Member>> ever(UserId user) {
    return calls.all(Flux.from(members.find(eq("user", user.value()))).map(MemberStore::member));
  }

  /// Where these users are present in conversations that exist, each with the head of its log, in
  /// one read. The place is looked at again after the head, so the head is the older of the two.
  Mono<Map<UserId, List<Standing>>> standings(Collection<UserId> users) {
    var names = users.stream().map(UserId::value).toList();
    var user = names.size() == 1 ? eq("user", names.getFirst()) : in("user", names);
    var stages = new ArrayList<Bson>();
    stages.add(Aggregates.match(and(user, eq("present", true))));
    stages.addAll(logs.stages());
    stages.add(lookup(ConversationStore.COLLECTION, "conversation", "_id", "settings"));
    stages.add(lookup(COLLECTION, "_id", "_id", "now"));
    return calls
        .all(members.aggregate(stages).batchSize(STANDINGS_A_BATCH))
        .map(
            found ->
                found.stream()
                    .map(this::standing)
                    .flatMap(Optional::stream)
                    .collect(
                        Collectors.groupingBy(
                            Map.Entry::getKey,
                            Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
  }

  private Optional<Map.Entry<UserId, Standing>> standing(Document joined) {
    var head = logs.take(joined);
    var exists =
        joined.getList("settings", Document.class).stream()
            .anyMatch(settings -> settings.get("deletedAt") == null);
    var now = joined.getList("now", Document.class).stream().map(MemberStore::member).findFirst();
    return head == null || !exists
        ? Optional.empty()
        : now.filter(Member::present)
            .map(
                member ->
                    Map.entry(
                        member.user(), new Standing(member.conversation(), head, member.joined())));
  }

  /// Of these users, the places in these conversations.
  Mono<List<Member>> within(Collection<ConversationId> conversations, Collection<UserId> users) {
    var names = users.stream().map(UserId::value).toList();
    return calls.all(
        Flux.from(members.find(and(inAnyOf(conversations), in("user", names), eq("present", true))))
            .map(MemberStore::member));
  }

  Mono<MembershipChanges> changedSince(@Nullable ChangeMark mark) {
    if (mark == null) {
      return calls
          .one(members.find().sort(descending("changedAt")).limit(1))
          .map(last -> ChangeMark.of(changedAt(last), System.nanoTime()))
          .map(begin -> new MembershipChanges(begin, List.of()))
          .defaultIfEmpty(new MembershipChanges(null, List.of()));
    }
    var after = mark.after(System.nanoTime());
    var found =
        members
            .find(gt("changedAt", Date.from(after)))
            .sort(ascending("changedAt"))
            .limit(CHANGES_A_LOOK);
    return calls.all(found).map(changed -> changes(mark, changed));
  }

  private static MembershipChanges changes(ChangeMark mark, List<Document> changed) {
    var last = changed.isEmpty() ? mark.latest() : changedAt(changed.getLast());
    return new MembershipChanges(
        mark.next(last, changed.size() == CHANGES_A_LOOK, System.nanoTime()),
        changed.stream().map(MemberStore::member).map(MemberStore::changeOf).toList());
  }

  private static MembershipChange changeOf(Member member) {
    return new MembershipChange(
        member.conversation(), member.user(), member.present(), member.version());
  }

  private static Bson older(Member after) {
    return and(eq("_id", id(after.conversation(), after.user())), lt("version", after.version()));
  }

  private static Bson inAnyOf(Collection<ConversationId> conversations) {
    return in("conversation", conversations.stream().map(ConversationId::value).toList());
  }

  private static String id(ConversationId conversation, UserId user) {
    return conversation.value() + ":" + user.value();
  }

  private static Instant changedAt(Document document) {
    return document.getDate("changedAt").toInstant();
  }

  private static Member member(Document document) {
    return new Member(
        ConversationId.of(document.getString("conversation")),
        new UserId(document.getString("user")),
        Role.of(document.getString("role")).orElse(Role.MEMBER),
        document.getDate("joinedAt").toInstant(),
        document.getLong("joined"),
        document.getLong("version"),
        document.getBoolean("present", false));
  }
}
