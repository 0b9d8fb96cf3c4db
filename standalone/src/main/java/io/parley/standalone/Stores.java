package io.parley.standalone;

import io.parley.embedded.EmbeddedMongo;
import io.parley.embedded.EmbeddedRedis;
import io.parley.embedded.RedisBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// MongoDB and Redis: those of `MONGODB_URI` and `REDIS_URL` where they are set, else the embedded
/// ones in the data directory.
final class Stores implements Ending.Opened {

  private static final String DATABASE = "parley";

  private final @Nullable EmbeddedMongo mongo;
  private final @Nullable EmbeddedRedis redis;
  private final String mongoUri;
  private final String redisUrl;

  private Stores(@Nullable EmbeddedMongo mongo, @Nullable EmbeddedRedis redis) {
    this.mongo = mongo;
    this.redis = redis;
    this.mongoUri = mongo == null ? System.getenv("MONGODB_URI") : mongo.uri(DATABASE);
    this.redisUrl = redis == null ? System.getenv("REDIS_URL") : redis.url();
  }

  static Stores open(DataDirectory data) {
    EmbeddedMongo mongo = isGiven("MONGODB_URI") ? null : openMongo(data);
    try {
      return new Stores(mongo, isGiven("REDIS_URL") ? null : openRedis(data));
    } catch (IOException e) {
      if (mongo != null) {
        mongo.close();
      }
      throw new StartFailure("the embedded Redis did not start: " + e.getMessage(), e);
    }
  }

  String mongoUri() {
    return mongoUri;
  }

  String redisUrl() {
    return redisUrl;
  }

  String mongoOrigin() {
    return mongo == null ? "the one of MONGODB_URI" : "the embedded store";
  }

  String redisOrigin() {
    return redis == null ? "the one of REDIS_URL" : redis.origin();
  }

  @Override
  public void close() {
    if (redis != null) {
      try {
        redis.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (mongo != null) {
      mongo.close();
    }
  }

  private static EmbeddedMongo openMongo(DataDirectory data) {
    try {
      return EmbeddedMongo.onFile(data.path(EmbeddedMongo.FILE_NAME), 0);
    } catch (IllegalStateException e) {
      throw new StartFailure(
          "the store in %s is in use by another run".formatted(data.path("")), e);
    }
  }

  /// The one that comes along starts fastest and is the same everywhere; where it cannot run, the
  /// machine's own.
  private static EmbeddedRedis openRedis(DataDirectory data) throws IOException {
    try {
      return EmbeddedRedis.start(RedisBinary.bundled(data.path("bin")), data.path("redis"));
    } catch (IOException e) {
      RedisBinary own = RedisBinary.onPath().orElseThrow(() -> e);
      return EmbeddedRedis.start(own, data.path("redis"));
    }
  }

  private static boolean isGiven(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isBlank();
  }
}
