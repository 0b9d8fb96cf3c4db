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
import java.util.List;
import java.util.Random;

/// Redis and the store as processes of their own, each behind proxies: one for each chat node and
/// one for everybody else.
public final class Stores implements AutoCloseable {

  private final EmbeddedRedis redis;
  private final StoreProcess mongo;
  private final PubSubFaults publishes;
  private final WriteFaults writes;
  private final Hop toRedis;
  private final Hop toMongo;

  private Stores(
      EmbeddedRedis redis,
      StoreProcess mongo,
      List<String> chatNodes,
      StoreWatch watch,
      Random random) {
    this.redis = redis;
    this.mongo = mongo;
    this.publishes = new PubSubFaults(random);
    this.writes = new WriteFaults(watch, random);
    var atRedis = new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port());
    this.toRedis =
        Hop.of(chatNodes, () -> new FaultProxy(Framing.RESP, atRedis, () -> publishes, random));
    this.toMongo =
        Hop.of(
            chatNodes,
            () -> new FaultProxy(Framing.MONGO, mongo.address(), writes::filter, random));
  }

  /// @param chatNodes who get a way to each store of their own
  static Stores start(Path data, List<String> chatNodes, StoreWatch watch, Random random)
      throws IOException {
    Files.createDirectories(data);
    var onPath = RedisBinary.onPath();
    var binary = onPath.isPresent() ? onPath.get() : RedisBinary.bundled(data.resolve("bin"));
    var redis = EmbeddedRedis.start(binary, data.resolve("redis"));
    try {
      return new Stores(redis, StoreProcess.start(data), chatNodes, watch, random);
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
  public Hop toRedis() {
    return toRedis;
  }

  /// The hop between all services and the store.
  public Hop toMongo() {
    return toMongo;
  }

  /// Ends Redis; what it held is gone.
  public void stopRedis() {
    redis.stop();
  }

  public void restartRedis() throws IOException {
    redis.restart();
  }

  /// @param name of the process that is to go this way; any name has one
  String redisUrl(String name) {
    return "redis://:%s@127.0.0.1:%d".formatted(redis.password(), toRedis.of(name).port());
  }

  /// @param name of the process that is to go this way; any name has one
  String mongoUri(String name) {
    return "mongodb://127.0.0.1:%d/parley".formatted(toMongo.of(name).port());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    toRedis.close();
    toMongo.close();
    redis.close();
    mongo.close();
  }
}
