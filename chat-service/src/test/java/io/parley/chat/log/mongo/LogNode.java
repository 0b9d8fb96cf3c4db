package io.parley.chat.log.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.chat.crypto.DataKeys;
import io.parley.chat.crypto.MasterKeys;
import io.parley.chat.log.Appended;
import io.parley.chat.log.Courier;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Hearsay;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.LogSettings;
import io.parley.chat.log.Moves;
import io.parley.chat.log.Projection;
import io.parley.chat.log.Relayed;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.testing.TestMongo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// A node's log on a store, as the service puts it together, with everything that listeners hear.
/// Several of them on one store are several nodes.
final class LogNode implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  /// What a listener heard.
  record Heard(LogEvent event, @Nullable SessionId origin, @Nullable Relayed relayed) {}

  private static final AtomicLong NODES = new AtomicLong();
  private static final AtomicLong CONVERSATIONS = new AtomicLong();
  private static final byte[] MASTER_KEY = new byte[32];

  /// Every command that went over the wire, as it was sent.
  final List<BsonDocument> commands = new CopyOnWriteArrayList<>();

  final List<Heard> heard = new CopyOnWriteArrayList<>();

  /// Is told of what listeners hear.
  volatile Consumer<Heard> onHeard = _ -> {};

  /// Nobody takes anything anywhere at first.
  volatile Courier courier = (_, _) -> {};

  final List<Projection> projections = new CopyOnWriteArrayList<>();

  private final NodeId id = new NodeId("n%06d".formatted(NODES.incrementAndGet()));
  private final MongoClient client;
  private final MongoDatabase database;
  private final String uri;
  private final LogEngine engine;
  private final DataKeys keys;

  private LogNode(String uri, LogSettings settings) {
    this.uri = uri;
    var address = new ConnectionString(uri);
    this.client = client(address, commands);
    this.database = client.getDatabase(Objects.requireNonNull(address.getDatabase()));
    this.keys =
        new DataKeys(
            database,
            new MasterKeys(MASTER_KEY, List.of()),
            settings.answer(),
            settings.remembered());
    this.engine =
        new LogEngine(
            id,
            database,
            keys,
            settings,
            () -> projections,
            () -> List.of((event, origin, relayed) -> hear(new Heard(event, origin, relayed))),
            (to, parcel) -> courier.take(to, parcel),
            Schedulers.parallel(),
            InstantSource.system());
    engine.start();
  }

  /// Two that share a new store.
  static List<LogNode> two() {
    var store = TestMongo.newDatabase();
    var two = List.of(on(store), on(store));
    two.forEach(LogNode::ensureIndexes);
    return two;
  }

  static LogNode on(String uri) {
    return on(uri, settings(Duration.ofSeconds(5), Duration.ofSeconds(2)));
  }

  static LogNode on(String uri, LogSettings settings) {
    return new LogNode(uri, settings);
  }

  static LogSettings settings(Duration deadline, Duration answer) {
    return new LogSettings(
        deadline,
        answer,
        300,
        4,
        200,
        DataSize.ofMegabytes(1),
        8,
        1_000,
        20_000,
        DataSize.ofMegabytes(64),
        10_000);
  }

  /// With small queues, and so patient that nothing leaves them by itself in a test.
  static LogSettings queue(int inConversation, int drafts, DataSize size) {
    return new LogSettings(
        PATIENCE,
        PATIENCE,
        300,
        4,
        200,
        DataSize.ofMegabytes(1),
        8,
        inConversation,
        drafts,
        size,
        10_000);
  }

  private void hear(Heard one) {
    heard.add(one);
    onHeard.accept(one);
  }

  /// Of its store.
  String uri() {
    return uri;
  }

  NodeId id() {
    return id;
  }

  EventLog events() {
    return engine.events();
  }

  BatchAppender appender() {
    return engine.appender();
  }

  Hearsay hearsay() {
    return engine.hearsay();
  }

  Moves moves() {
    return engine.moves();
  }

  MongoDatabase database() {
    return database;
  }

  void ensureIndexes() {
    engine.ensureIndexes().block(PATIENCE);
  }

  /// A new log.
  ConversationId conversation() {
    var conversation = new ConversationId("c" + CONVERSATIONS.incrementAndGet());
    events().create(conversation).block(PATIENCE);
    return conversation;
  }

  Mono<Appended> send(ConversationId conversation, String user, String id, String text) {
    return appender().append(message(conversation, user, id, MessageContent.text(text), null));
  }

  Appended append(ConversationId conversation, String user, String key, EventDraft body) {
    var draft = new Draft(conversation, new UserId(user), key, body, null);
    return Objects.requireNonNull(appender().append(draft).block(PATIENCE));
  }

  LogEvent sent(ConversationId conversation, String user, String id, String text) {
    return Objects.requireNonNull(send(conversation, user, id, text).block(PATIENCE)).event();
  }

  static Draft message(
      ConversationId conversation,
      String user,
      String id,
      MessageContent content,
      @Nullable SessionId origin) {
    var sender = new UserId(user);
    var clientMessageId = new ClientMessageId(id);
    return new Draft(
        conversation,
        sender,
        Draft.messageKey(sender, clientMessageId),
        new EventDraft.MessageSent(clientMessageId, content),
        origin);
  }

  DataKeys keys() {
    return keys;
  }

  /// A projector of its own, which knows nothing that the node knows.
  Projector projector() {
    return projector(new Tips(10));
  }

  /// What becomes of refused drafts, by these tips.
  Outcomes outcomes(Tips tips) {
    return new Outcomes(store(), projector(tips), tips, new Pace());
  }

  private Projector projector(Tips tips) {
    var heads = new HeadRaiser(store(), new Awake(10));
    return new Projector(store(), keys, tips, heads, () -> List.copyOf(projections));
  }

  private EventStore store() {
    return new EventStore(database, PATIENCE, Schedulers.parallel());
  }

  /// Stores an event and does nothing of what follows, as a node that is killed right then.
  void insertOnly(ConversationId conversation, String user, String key, EventDraft body) {
    var last = all(conversation).getLast();
    var draft = new Draft(conversation, new UserId(user), key, body, null);
    List<RawBsonDocument> documents = new ArrayList<>();
    batch(draft, new Tip(last.sequence(), last.tally()))
        .number(Instant.now().truncatedTo(ChronoUnit.MILLIS), documents);
    store().insert(documents, true).block(PATIENCE);
  }

  /// A draft as it would be written behind a tip.
  Batch batch(Draft draft, Tip base) {
    var conversation = draft.conversation();
    var mailbox = new Mailbox(conversation, 1, new Room(1, 1_000), new Refusals());
    mailbox.offer(new Pending(draft, 0), 0);
    var own = Objects.requireNonNull(keys.of(conversation).block(PATIENCE));
    return Objects.requireNonNull(mailbox.take(1, 1_000, base, own));
  }

  /// The whole log, from the store.
  List<LogEvent> all(ConversationId conversation) {
    return Objects.requireNonNull(events().read(conversation, 0, 10_000).block(PATIENCE));
  }

  List<Document> documents(String collection) {
    return Objects.requireNonNull(
        Flux.from(database.getCollection(collection).find()).collectList().block(PATIENCE));
  }

  @Override
  public void close() {
    engine.close();
    client.close();
  }

  private static MongoClient client(ConnectionString address, List<BsonDocument> commands) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(address)
            .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(2, TimeUnit.SECONDS))
            .addCommandListener(
                new CommandListener() {
                  @Override
                  public void commandStarted(CommandStartedEvent event) {
                    commands.add(event.getCommand().clone());
                  }
                })
            .retryWrites(false)
            .build());
  }
}
