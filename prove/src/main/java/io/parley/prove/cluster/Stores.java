package io.parley.prove.cluster;

import io.parley.embedded.EmbeddedRedis;
import io.parley.embedded.RedisBinary;
import io.parley.prove.fault.FaultProxy;
import io.parley.prove.fault.Framing;
import io.parley.prove.fault.PubSubFaults;
import io.parley.prove.fault.StoreWatch;
import io.parley.prove.fault.WriteFaults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Redis and the store as processes of their own, each behind a proxy.
public final class Stores implements AutoCloseable {

  private final EmbeddedRedis redis;
  private final StoreProcess mongo;
  private final PubSubFaults publishes;
  private final WriteFaults writes;
  private final FaultProxy toRedis;
  private final FaultProxy toMongo;

  private Stores(EmbeddedRedis redis, StoreProcess mongo, StoreWatch watch, Random random) {
    this.redis = redis;
    this.mongo = mongo;
    this.publishes = new PubSubFaults(random);
    this.writes = new WriteFaults(watch, random);
    var atRedis = new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port());
    this.toRedis = new FaultProxy(Framing.RESP, atRedis, () -> publishes, random);
    this.toMongo = new FaultProxy(Framing.MONGO, mongo.address(), writes::filter, random);
  }

  static Stores start(Path data, StoreWatch watch, Random random) throws IOException {
    Files.createDirectories(data);
    var onPath = RedisBinary.onPath();
    var binary = onPath.isPresent() ? onPath.get() : RedisBinary.bundled(data.resolve("bin"));
    var redis = EmbeddedRedis.start(binary, data.resolve("redis"));
    try {
      return new Stores(redis, StoreProcess.start(data), watch, random);
    } catch (IOException | RuntimeException e) {
      redis.close();
      throw e;
    }
  }

  /// Which Redis it is, in words.
  public String redisOrigin() {
    return redis.origin();
  }

  public PubSubFaults publishes() {
    return publishes;
  }

  public WriteFaults writes() {
    return writes;
  }

  /// The hop between all services and Redis.
  public FaultProxy toRedis() {
    return toRedis;
  }

  /// The hop between all services and the store.
  public FaultProxy toMongo() {
    return toMongo;
  }

  /// Ends Redis; what it held is gone.
  public void stopRedis() {
    redis.stop();
  }

  public void restartRedis() throws IOException {
    redis.restart();
  }

  String redisUrl() {
    return "redis://:%s@127.0.0.1:%d".formatted(redis.password(), toRedis.port());
  }

  String mongoUri() {
    return "mongodb://127.0.0.1:%d/parley".formatted(toMongo.port());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    toRedis.close();
    toMongo.close();
    redis.close();
    mongo.close();
  }
}
