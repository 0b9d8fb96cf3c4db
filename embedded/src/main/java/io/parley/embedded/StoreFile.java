package io.parley.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.MVStoreTool;
import org.jspecify.annotations.Nullable;

/// The file under the document store. It is written by [#commit()] alone, nothing commits on a
/// timer, and every commit is a whole version of it: a killed process finds the last one again.
///
/// Small commits leave the file full of pages that are mostly dead. Opening it compacts it when
/// that is worth the time, and commits rewrite the emptiest parts once in a while. Not thread-safe:
/// the caller commits one at a time.
final class StoreFile {

  /// A file below this size is left as it is when it is opened.
  private static final long COMPACT_FROM_BYTES = 16L << 20;

  /// Share of live bytes, in percent, below which opening compacts.
  private static final int COMPACT_BELOW_PERCENT = 60;

  private static final int COMMITS_BETWEEN_TIDYING = 64;
  private static final int TIDY_WRITE_BYTES = 2 << 20;
  private static final int CACHE_MEGABYTES = 64;

  private final MVStore store;
  private int commits;

  private StoreFile(MVStore store) {
    this.store = store;
  }

  /// Opens or creates the file; without one everything stays in memory and [#commit()] does
  /// nothing.
  ///
  /// @throws IllegalStateException when another process has it open
  /// @throws UncheckedIOException when its directory cannot be written
  static StoreFile open(@Nullable Path path) {
    if (path == null) {
      return new StoreFile(MVStore.open(null));
    }
    prepare(path);
    MVStore store = openStore(path);
    if (wasteful(store)) {
      store.close();
      MVStoreTool.compact(path.toString(), false);
      store = openStore(path);
    }
    return new StoreFile(store);
  }

  MVStore store() {
    return store;
  }

  void commit() {
    if (store.getFileStore() == null) {
      return;
    }
    store.commit();
    if (++commits % COMMITS_BETWEEN_TIDYING == 0
        && store.getFileStore().size() > COMPACT_FROM_BYTES) {
      store.compact(COMPACT_BELOW_PERCENT, TIDY_WRITE_BYTES);
    }
  }

  private static void prepare(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path.getParent(), e);
    }
    MVStoreTool.compactCleanUp(path.toString());
  }

  private static MVStore openStore(Path path) {
    try {
      MVStore store =
          new MVStore.Builder()
              .fileName(path.toString())
              .autoCommitDisabled()
              .cacheSize(CACHE_MEGABYTES)
              .open();
      // Old versions guard against a disk that reorders writes, which a killed process does not
      store.setRetentionTime(0);
      return store;
    } catch (MVStoreException e) {
      throw new IllegalStateException(
          "cannot open the store %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static boolean wasteful(MVStore store) {
    var file = store.getFileStore();
    return file.size() > COMPACT_FROM_BYTES
        && (file.getChunksFillRate() < COMPACT_BELOW_PERCENT
            || file.getFillRate() < COMPACT_BELOW_PERCENT);
  }
}
