package io.parley.auth.store;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import io.parley.edge.ProblemException;
import io.parley.edge.problem.ProblemTranslator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A store that is away, changes its primary or does not say how a write ended is `try-again`;
/// anything else that the driver raises is a defect of ours.
@Component
final class StoreProblems implements ProblemTranslator {

  @Override
  public @Nullable ProblemException translate(Throwable error) {
    return error instanceof MongoException mongo && isPassing(mongo)
        ? ProblemException.tryAgain("The store does not answer right now", error)
        : null;
  }

  private static boolean isPassing(MongoException error) {
    return switch (error) {
      case MongoTimeoutException ignored -> true;
      case MongoSocketException ignored -> true;
      case MongoNotPrimaryException ignored -> true;
      case MongoNodeIsRecoveringException ignored -> true;
      case MongoWriteConcernException ignored -> true;
      case MongoExecutionTimeoutException ignored -> true;
      case MongoConnectionPoolClearedException ignored -> true;
      case MongoServerUnavailableException ignored -> true;
      default -> error.hasErrorLabel("RetryableWriteError");
    };
  }
}
