package io.parley.chat.conversation;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import io.parley.chat.ChatSettings;
import io.parley.chat.log.TryAgain;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Calls of the document store by features, each with its time limit. What the store does not do in
/// time or cannot do becomes [TryAgain]; that a key is taken stays what it is, see [#isKeyTaken].
@Component
public class StoreCalls {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int DUPLICATE_KEY = 11000;

  private final Duration answer;

  StoreCalls(ChatSettings settings) {
    this.answer = settings.store().answer();
  }

  /// The first item of the call, if any.
  public <T> Mono<T> one(Publisher<T> call) {
    return Flux.from(call)
        .next()
        .timeout(answer)
        .onErrorMap(StoreCalls::isAway, StoreCalls::tryAgain);
  }

  /// All items of the call, which must be bounded by itself.
  public <T> Mono<List<T>> all(Publisher<T> call) {
    return Flux.from(call)
        .collectList()
        .timeout(answer)
        .onErrorMap(StoreCalls::isAway, StoreCalls::tryAgain);
  }

  /// The call for its effect.
  public Mono<Void> run(Publisher<?> call) {
    return one(call).then();
  }

  /// Whether a write failed only because a document with that key is there.
  public static boolean isKeyTaken(Throwable error) {
    if (error instanceof MongoBulkWriteException bulk) {
      return bulk.getWriteConcernError() == null
          && bulk.getWriteErrors().stream().allMatch(one -> one.getCode() == DUPLICATE_KEY);
    }
    return error instanceof MongoException mongo
        && ErrorCategory.fromErrorCode(mongo.getCode()) == ErrorCategory.DUPLICATE_KEY;
  }

  private static boolean isAway(Throwable error) {
    return error instanceof TimeoutException
        || (error instanceof MongoException && !isKeyTaken(error));
  }

  private static TryAgain tryAgain(Throwable cause) {
    return new TryAgain("The store does not answer", SOON, cause);
  }
}
