package io.parley.standalone.backup;

import com.mongodb.MongoException;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.embedded.EmbeddedMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Flux;

/// Writes everything that the document store holds into a file, while the services run or not.
///
/// What runs goes on writing meanwhile, so the order counts: a conversation is read before its
/// members, its head before its events, and its data key last. So no head points beyond the events,
/// and every event that is read can be opened; what came later than its head is applied as after a
/// kill.
///
/// Arguments: the data directory and the file. `MONGODB_URI` names the store; without it the one in
/// the data directory is opened, which nobody else may have open.
public final class Backup {

  private static final int BATCH = 1_000;

  /// In this order, all others between them.
  private static final List<String> FIRST =
      List.of("chat_conversations", "chat_members", "chat_marks", "chat_heads");

  private static final List<String> LAST = List.of("chat_events", "chat_data_keys");

  private Backup() {}

  public static void main(String[] arguments) {
    var file = Path.of(arguments[1]);
    try (var place = Command.place(Path.of(arguments[0]).resolve(EmbeddedMongo.FILE_NAME))) {
      System.out.printf("%d documents are in %s%n", write(place.database(), file), file);
    } catch (IOException | IllegalStateException | MongoException e) {
      Command.fail("the backup was not made: " + e.getMessage());
    }
  }

  /// @return how many documents
  static long write(MongoDatabase database, Path file) throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    long count;
    try (var to = new BackupFile.Writer(part)) {
      Flux.from(database.listCollectionNames())
          .filter(name -> !name.startsWith("system."))
          .sort(Comparator.comparingInt(Backup::turn).thenComparing(Comparator.naturalOrder()))
          .concatMap(
              name ->
                  Flux.from(database.getCollection(name).find().batchSize(BATCH))
                      .doOnNext(document -> to.add(name, document)))
          .then()
          .block();
      count = to.finish();
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return count;
  }

  private static int turn(String collection) {
    if (FIRST.contains(collection)) {
      return FIRST.indexOf(collection);
    }
    return FIRST.size() + 1 + LAST.indexOf(collection);
  }
}
