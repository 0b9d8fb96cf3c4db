package io.parley.auth.store;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;

/// Tells a broken unique index from every other error.
public final class DuplicateKeys {

  private static final int CODE = 11000;

  private DuplicateKeys() {}

  /// Whether this error is a refused duplicate, and, of many writes, nothing else.
  public static boolean isDuplicate(Throwable error) {
    return switch (error) {
      case MongoWriteException write ->
          write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
      case MongoBulkWriteException bulk ->
          bulk.getWriteConcernError() == null
              && bulk.getWriteErrors().stream().allMatch(one -> one.getCode() == CODE);
      case MongoCommandException command -> command.getErrorCode() == CODE;
      default -> false;
    };
  }
}
