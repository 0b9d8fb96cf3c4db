package io.parley.chat.log.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import java.util.TreeSet;

/// What the store says about an insert of several documents.
sealed interface InsertResult {

  InsertResult ALL = new Refused(new TreeSet<>());

  /// These were refused because their place or their key is taken, the others are stored by a
  /// majority; after an ordered insert those behind the first refused one were not tried.
  ///
  /// @param indexes in the list of documents
  record Refused(TreeSet<Integer> indexes) implements InsertResult {

    /// The first refused one of a stretch of the list, or its end when all of it is stored.
    int firstIn(int from, int to) {
      Integer first = indexes.ceiling(from);
      return first == null || first > to ? to : first;
    }
  }

  /// Any of them may be stored, or be stored later.
  record Unknown(Throwable cause) implements InsertResult {}

  static InsertResult of(Throwable error) {
    if (error instanceof MongoBulkWriteException bulk
        && bulk.getWriteConcernError() == null
        && !bulk.getWriteErrors().isEmpty()
        && bulk.getWriteErrors().stream().allMatch(InsertResult::isDuplicate)) {
      var indexes = new TreeSet<Integer>();
      bulk.getWriteErrors().forEach(refused -> indexes.add(refused.getIndex()));
      return new Refused(indexes);
    }
    return new Unknown(error);
  }

  private static boolean isDuplicate(BulkWriteError error) {
    return error.getCategory() == ErrorCategory.DUPLICATE_KEY;
  }
}
