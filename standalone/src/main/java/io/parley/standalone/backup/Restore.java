package io.parley.standalone.backup;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.embedded.EmbeddedMongo;
import io.parley.standalone.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Puts back what [Backup] wrote, in place of what the store holds. Nothing may run on that store.
///
/// Every log gets another epoch: a client that comes back with a position in the log as it was gets
/// `resync` and reads anew. A log ends before its first missing event: while the backup was made,
/// one may have been read and the one before it not.
///
/// Arguments: the data directory and the file. Without `MONGODB_URI` a new store file is filled and
/// takes the old one's place in one step; with it, collections are replaced one by one, so a
/// restore that breaks off there has to be repeated.
public final class Restore {

  private static final int BATCH = 500;
  private static final String HEADS = "chat_heads";
  private static final String EVENTS = "chat_events";
  private static final int DIGITS = 12;

  private final MongoDatabase database;
  private final Map<String, BitSet> sequences = new HashMap<>();
  private final SecureRandom random = new SecureRandom();
  private long count;

  private Restore(MongoDatabase database) {
    this.database = database;
  }

  public static void main(String[] arguments) {
    var store = Path.of(arguments[0]).resolve(EmbeddedMongo.FILE_NAME);
    var file = Path.of(arguments[1]);
    try {
      var count = Command.address().isEmpty() ? intoFile(store, file) : intoAddress(file);
      System.out.printf("%d documents are restored from %s%n", count, file);
    } catch (IOException | BackupFile.NotABackup | StartFailure | MongoException e) {
      Command.fail("nothing that can be used was restored: " + e.getMessage());
    }
  }

  private static long intoAddress(Path file) throws IOException {
    check(file);
    try (var place = Place.at(Command.address())) {
      return new Restore(place.database()).run(file);
    }
  }

  /// The old store is opened first: that fails while something runs on it.
  private static long intoFile(Path store, Path file) throws IOException {
    Files.createDirectories(store.toAbsolutePath().getParent());
    if (Files.exists(store)) {
      Command.open(store).close();
    }
    var fresh = store.resolveSibling(store.getFileName() + ".restored");
    Files.deleteIfExists(fresh);
    long count;
    try (var place = Command.open(fresh)) {
      count = new Restore(place.database()).run(file);
    }
    Files.move(fresh, store, StandardCopyOption.REPLACE_EXISTING);
    return count;
  }

  /// Reads all of it, so that a file that is not whole changes nothing.
  private static void check(Path file) throws IOException {
    try (var from = new BackupFile.Reader(file)) {
      while (from.next() != null) {
        // reading is the check
      }
    }
  }

  static long restore(MongoDatabase database, Path file) throws IOException {
    return new Restore(database).run(file);
  }

  private long run(Path file) throws IOException {
    Flux.from(database.listCollectionNames())
        .filter(name -> !name.startsWith("system."))
        .concatMap(name -> database.getCollection(name).drop())
        .then()
        .block();
    try (var from = new BackupFile.Reader(file)) {
      List<Document> batch = new ArrayList<>();
      var collection = "";
      for (var item = from.next(); item != null; item = from.next()) {
        if (batch.size() == BATCH || !item.collection().equals(collection)) {
          insert(collection, batch);
          collection = item.collection();
        }
        batch.add(changed(item));
        count++;
      }
      insert(collection, batch);
    }
    endBeforeGaps();
    return count;
  }

  private Document changed(BackupFile.Item item) {
    var document = item.document();
    switch (item.collection()) {
      case HEADS -> document.put("epoch", Long.toHexString(random.nextLong(1L << 60, 1L << 62)));
      case EVENTS -> note(document.getString("_id"));
      default -> {
        // as it was
      }
    }
    return document;
  }

  private void note(String place) {
    var sequence = Integer.parseInt(place, place.length() - DIGITS, place.length(), 10);
    sequences
        .computeIfAbsent(place.substring(0, place.length() - DIGITS - 1), _ -> new BitSet())
        .set(sequence);
  }

  private void insert(String collection, List<Document> batch) {
    if (!batch.isEmpty()) {
      Mono.from(database.getCollection(collection).insertMany(batch)).block();
      batch.clear();
    }
  }

  /// A log may begin late, when its oldest events were removed, but has no hole.
  private void endBeforeGaps() {
    sequences.forEach(
        (conversation, all) -> {
          var end = all.nextClearBit(all.nextSetBit(0));
          if (end < all.length()) {
            cut(conversation, all, end);
          }
        });
  }

  private void cut(String conversation, BitSet all, int end) {
    var gone =
        all.stream()
            .filter(sequence -> sequence > end)
            .mapToObj(sequence -> conversation + ":%012d".formatted(sequence))
            .toList();
    Mono.from(database.getCollection(EVENTS).deleteMany(Filters.in("_id", gone))).block();
    Mono.from(
            database
                .getCollection(HEADS)
                .updateOne(Filters.eq("_id", conversation), Updates.min("head", end - 1L)))
        .block();
  }
}
