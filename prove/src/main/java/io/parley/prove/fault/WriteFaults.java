package io.parley.prove.fault;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/// Harms writes on the way to MongoDB and looks at all of them. Makes a filter a connection.
public final class WriteFaults {

  private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify");

  private static final String FIND = "find";
  private static final String GET_MORE = "getMore";
  private static final String INSERT = "insert";
  private static final BsonString MAJORITY = new BsonString("majority");

  private record Plan(double share, List<WriteFault> faults, Duration heldAtMost) {}

  private static final Plan NOTHING = new Plan(0, List.of(), Duration.ZERO);

  private final StoreWatch watch;
  private final Random random;
  private final Map<WriteFault, LongAdder> counts = new EnumMap<>(WriteFault.class);
  private final Unconfirmed unconfirmed;

  /// The collections of majority reads with more to come.
  private final Map<Long, String> cursors = new ConcurrentHashMap<>();

  private volatile Plan plan = NOTHING;

  public WriteFaults(StoreWatch watch, Random random) {
    this.watch = watch;
    this.unconfirmed = new Unconfirmed(watch);
    this.random = random;
    for (var fault : WriteFault.values()) {
      counts.put(fault, new LongAdder());
    }
  }

  /// From now on this share of writes, 0 to 1, meets one of these faults.
  ///
  /// @param heldAtMost how late an answer that is held comes at most
  public void harm(double share, List<WriteFault> faults, Duration heldAtMost) {
    plan = new Plan(share, List.copyOf(faults), heldAtMost);
  }

  public void rest() {
    plan = NOTHING;
  }

  /// How often each fault was met.
  public long count(WriteFault fault) {
    return Objects.requireNonNull(counts.get(fault)).sum();
  }

  /// A filter for one connection.
  public Filter filter() {
    return new Connection();
  }

  private record Written(String collection, StoreMessage message, @Nullable WriteFault fault) {}

  private final class Connection implements Filter {

    private final Map<Integer, Written> open = new HashMap<>();
    private final Map<Integer, String> reads = new HashMap<>();

    @Override
    public void request(ByteBuf message, Link link) {
      var command = StoreMessage.command(message);
      if (command == null || !WRITES.contains(command)) {
        noteRead(command, message);
        link.toServer(message);
        return;
      }
      var read = StoreMessage.of(message);
      watch.written(read.body());
      var fault = choose();
      switch (fault) {
        case LOSE_REQUEST -> {
          message.release();
          link.cut(Cut.RST);
        }
        case NOT_PRIMARY -> {
          message.release();
          link.toClient(StoreMessage.answer(read.id(), refusal(10107, "NotWritablePrimary")));
        }
        case null, default -> {
          var collection = read.body().getString(command).getValue();
          if (command.equals(INSERT)) {
            unconfirmed.add(collection, documents(read));
          }
          open.put(read.id(), new Written(collection, read, fault));
          link.toServer(message);
        }
      }
    }

    @Override
    public void reply(ByteBuf message, Link link) {
      var written = open.remove(StoreMessage.answers(message));
      if (written == null) {
        noteShown(message);
        link.toClient(message);
        return;
      }
      var inserted = inserted(written, message);
      var fault = written.fault();
      if (fault == null) {
        unconfirmed.confirm(written.collection(), inserted);
        link.toClient(message);
        return;
      }
      if (fault != WriteFault.HOLD) {
        watch.lost(written.collection(), inserted);
      }
      switch (fault) {
        case HOLD ->
            link.toClientHeld(
                message, someTime(), () -> unconfirmed.confirm(written.collection(), inserted));
        case LOSE_REPLY -> {
          message.release();
          link.cut(Cut.RST);
        }
        case SILENCE -> {
          message.release();
          link.darken();
        }
        case SHUTTING_DOWN -> instead(message, written, refusal(91, "ShutdownInProgress"), link);
        case STEPPED_DOWN -> instead(message, written, unconfirmed(message), link);
        case LOSE_REQUEST, NOT_PRIMARY ->
            throw new IllegalStateException("never reached the store");
      }
    }

    /// What a majority has can be learnt by a read as well, on its way back before the answer to
    /// the write.
    private void noteRead(@Nullable String command, ByteBuf message) {
      if (FIND.equals(command)) {
        var read = StoreMessage.of(message).body();
        var concern = read.getDocument("readConcern", new BsonDocument());
        if (MAJORITY.equals(concern.get("level"))) {
          reads.put(StoreMessage.id(message), read.getString(FIND).getValue());
        }
      } else if (GET_MORE.equals(command)) {
        var collection = cursors.get(StoreMessage.of(message).body().getInt64(GET_MORE).getValue());
        if (collection != null) {
          reads.put(StoreMessage.id(message), collection);
        }
      }
    }

    private void noteShown(ByteBuf message) {
      var collection = reads.remove(StoreMessage.answers(message));
      if (collection != null) {
        var cursor = StoreMessage.of(message).body().getDocument("cursor", new BsonDocument());
        var more = cursor.getArray("nextBatch", new BsonArray());
        var shown = cursor.getArray("firstBatch", more);
        unconfirmed.confirm(collection, shown.stream().map(BsonValue::asDocument).toList());
        noteCursor(collection, cursor.getNumber("id", new BsonInt64(0)).longValue());
      }
    }

    private void noteCursor(String collection, long cursor) {
      if (cursor != 0) {
        cursors.put(cursor, collection);
      }
    }
  }

  private static List<BsonDocument> inserted(Written written, ByteBuf answer) {
    var body = StoreMessage.of(answer).body();
    if (!written.message().body().containsKey(INSERT)
        || body.getNumber("ok", new BsonInt32(0)).intValue() != 1) {
      return List.of();
    }
    return stored(written.message(), body.getArray("writeErrors", new BsonArray()));
  }

  private static List<BsonDocument> documents(StoreMessage insert) {
    return insert.documents().isEmpty()
        ? insert.body().getArray("documents", new BsonArray()).stream()
            .map(BsonValue::asDocument)
            .toList()
        : insert.documents();
  }

  // An ordered insert ends at its first error, an unordered one leaves out those with an error
  private static List<BsonDocument> stored(StoreMessage insert, BsonArray refused) {
    var documents = documents(insert);
    var indexes =
        refused.stream()
            .map(each -> each.asDocument().getNumber("index").intValue())
            .sorted()
            .toList();
    if (indexes.isEmpty()) {
      return documents;
    }
    boolean ordered = insert.body().getBoolean("ordered", org.bson.BsonBoolean.TRUE).getValue();
    return java.util.stream.IntStream.range(0, documents.size())
        .filter(i -> ordered ? i < indexes.getFirst() : !indexes.contains(i))
        .mapToObj(documents::get)
        .toList();
  }

  private @Nullable WriteFault choose() {
    var now = plan;
    if (now.share() == 0 || random.nextDouble() >= now.share()) {
      return null;
    }
    var fault = now.faults().get(random.nextInt(now.faults().size()));
    Objects.requireNonNull(counts.get(fault)).increment();
    return fault;
  }

  private Duration someTime() {
    return Duration.ofMillis(random.nextLong(plan.heldAtMost().toMillis() + 1));
  }

  private static void instead(ByteBuf message, Written written, BsonDocument answer, Link link) {
    message.release();
    link.toClient(StoreMessage.answer(written.message().id(), answer));
  }

  private static BsonDocument refusal(int code, String name) {
    return new BsonDocument("ok", new BsonDouble(0))
        .append("errmsg", new BsonString("the fault proxy says " + name))
        .append("code", new BsonInt32(code))
        .append("codeName", new BsonString(name));
  }

  private static BsonDocument unconfirmed(ByteBuf message) {
    var answer = StoreMessage.of(message).body();
    return answer.append(
        "writeConcernError",
        new BsonDocument("code", new BsonInt32(189))
            .append("codeName", new BsonString("PrimarySteppedDown"))
            .append("errmsg", new BsonString("the fault proxy says PrimarySteppedDown")));
  }
}
