package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InsertResultTest {

  private static final int DUPLICATE_KEY = 11_000;
  private static final int NOT_WRITABLE_PRIMARY = 10_107;

  @Test
  void ofWhenAllErrorsAreDuplicateKeysThenRefused() {
    var result = InsertResult.of(error(null, DUPLICATE_KEY, DUPLICATE_KEY));
    assertThat(result)
        .isInstanceOfSatisfying(
            InsertResult.Refused.class,
            refused -> {
              assertThat(refused.indexes()).containsExactly(0, 1);
              assertThat(refused.firstIn(0, 4)).isZero();
              assertThat(refused.firstIn(2, 4)).isEqualTo(4);
              assertThat(refused.firstIn(1, 4)).isEqualTo(1);
            });
  }

  @Test
  void ofWhenTheMajorityDidNotConfirmThenUnknown() {
    var late = new WriteConcernError(64, "WriteConcernTimeout", "waiting", new BsonDocument());
    assertThat(InsertResult.of(error(late, DUPLICATE_KEY)))
        .isInstanceOf(InsertResult.Unknown.class);
    assertThat(InsertResult.of(error(late))).isInstanceOf(InsertResult.Unknown.class);
  }

  @Test
  void ofWhenAnythingElseHappenedThenUnknown() {
    assertThat(InsertResult.of(error(null, DUPLICATE_KEY, NOT_WRITABLE_PRIMARY)))
        .isInstanceOf(InsertResult.Unknown.class);
    assertThat(InsertResult.of(new MongoTimeoutException("away")))
        .isInstanceOf(InsertResult.Unknown.class);
  }

  private static MongoBulkWriteException error(@Nullable WriteConcernError late, int... codes) {
    var errors =
        IntStream.range(0, codes.length)
            .mapToObj(i -> new BulkWriteError(codes[i], "refused", new BsonDocument(), i))
            .toList();
    return new MongoBulkWriteException(
        BulkWriteResult.unacknowledged(), errors, late, new ServerAddress(), Set.of());
  }
}
