package io.parley.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;

/// A document store that answers a write only once it is in the file.
///
/// Inserts and reads run side by side under the shared lock, changes of existing documents (the
/// library alters them in place) and the commit under the exclusive one. So a commit never catches
/// a document without its index entries, a reader never sees half a change, and `findAndModify`
/// answers what it wrote and not what came after. Answers wait for a commit that covers them; one
/// commit serves everyone who waits. A read waits as well when something it may have seen is not in
/// the file yet: what was read once is never lost.
final class CommittingBackend extends H2Backend {

  private static final Set<String> HANDSHAKES =
      Set.of("hello", "ismaster", "buildinfo", "ping", "whatsmyuri", "endsessions", "getlog");
  private static final Set<String> READS =
      Set.of("find", "getmore", "aggregate", "count", "distinct", "listcollections", "listindexes");

  private final ReadWriteLock contents = new ReentrantReadWriteLock();
  private final AtomicLong begun = new AtomicLong();
  private final Object committing = new Object();
  private final StoreFile file;
  private volatile long committed;

  CommittingBackend(StoreFile file) {
    super(file.store());
    this.file = file;
    this.committed = isInMemory() ? Long.MAX_VALUE : 0;
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new Database(name, getMvStore(), getCursorRegistry());
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    String name = command.toLowerCase(Locale.ROOT);
    Supplier<Document> work = () -> super.handleCommand(channel, database, command, query);
    if (name.equals("hello")) {
      return super.handleCommand(channel, database, "ismaster", query)
          .append("isWritablePrimary", true);
    }
    if (HANDSHAKES.contains(name)) {
      return work.get();
    }
    if (READS.contains(name) && !writesItsResult(query)) {
      return read(work);
    }
    return write(work, name.equals("insert"));
  }

  private Document read(Supplier<Document> work) {
    Document answer;
    contents.readLock().lock();
    try {
      answer = work.get().cloneDeeply();
    } finally {
      contents.readLock().unlock();
    }
    awaitCommit(begun.get());
    return answer;
  }

  private Document write(Supplier<Document> work, boolean shared) {
    var lock = shared ? contents.readLock() : contents.writeLock();
    long place = 0;
    lock.lock();
    try {
      place = begun.incrementAndGet();
      return work.get().cloneDeeply();
    } finally {
      lock.unlock();
      awaitCommit(place);
    }
  }

  /// Returns when every write up to the given one is in the file; whoever comes first commits for
  /// all.
  private void awaitCommit(long place) {
    if (committed >= place) {
      return;
    }
    synchronized (committing) {
      if (committed < place) {
        commitAll();
      }
    }
  }

  private void commitAll() {
    contents.writeLock().lock();
    try {
      long all = begun.get();
      file.commit();
      committed = all;
    } finally {
      contents.writeLock().unlock();
    }
  }

  /// Commits what is left and closes the file; safe while commands still arrive, they fail then.
  @Override
  public void close() {
    contents.writeLock().lock();
    try {
      MVStore store = file.store();
      if (!store.isClosed()) {
        file.commit();
        super.close();
      }
    } finally {
      contents.writeLock().unlock();
    }
  }

  private static boolean writesItsResult(Document query) {
    return query.get("pipeline") instanceof List<?> stages
        && stages.stream()
            .anyMatch(
                stage ->
                    stage instanceof Document document
                        && (document.containsKey("$out") || document.containsKey("$merge")));
  }
}
