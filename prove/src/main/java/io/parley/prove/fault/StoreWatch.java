package io.parley.prove.fault;

import java.util.List;
import org.bson.BsonDocument;

/// Is told what passes on the hop to MongoDB; called on event loops, must not wait.
public interface StoreWatch {

  /// A write came.
  ///
  /// @param command the whole command but for the documents of an insert
  void written(BsonDocument command);

  /// The store inserted these documents, and the answer that says so first passes next: that to the
  /// insert, or that to a majority read that shows them.
  void confirmed(String collection, List<BsonDocument> documents);

  /// The store inserted these documents, and nobody will be told.
  void lost(String collection, List<BsonDocument> documents);
}
