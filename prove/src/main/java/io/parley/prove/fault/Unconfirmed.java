package io.parley.prove.fault;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/// Documents that somebody asked the store to insert and nobody was told of yet. That a majority
/// has one can be learnt from the answer and from a read that overtakes it: the first of them
/// confirms it, and the other one passes only when that is done. Thread-safe.
final class Unconfirmed {

  private final StoreWatch watch;
  private final Set<Draft> drafts = new HashSet<>();

  Unconfirmed(StoreWatch watch) {
    this.watch = watch;
  }

  /// Of two drafts for one place the store takes one, which its key tells; a document without one
  /// is known by its id.
  private record Draft(String collection, @Nullable BsonValue id, @Nullable BsonValue key) {

    static Draft of(String collection, BsonDocument document) {
      return new Draft(collection, document.get("_id"), document.get("key"));
    }
  }

  /// These are about to be sent to the store. Those that it does not take stay here: it never shows
  /// them.
  synchronized void add(String collection, List<BsonDocument> documents) {
    documents.forEach(document -> drafts.add(Draft.of(collection, document)));
  }

  /// These are there, as the message says that passes next.
  synchronized void confirm(String collection, List<BsonDocument> documents) {
    var first =
        documents.stream()
            .filter(document -> drafts.remove(Draft.of(collection, document)))
            .toList();
    if (!first.isEmpty()) {
      watch.confirmed(collection, first);
    }
  }
}
