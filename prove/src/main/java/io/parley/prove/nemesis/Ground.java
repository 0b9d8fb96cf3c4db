package io.parley.prove.nemesis;

import io.parley.prove.cluster.Cluster;
import io.parley.prove.cluster.Hop;
import io.parley.prove.fault.Cut;
import io.parley.prove.fault.FaultProxy;
import io.parley.prove.fault.WriteFault;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.RunEntry.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Carries attacks out. Each method returns when everything is as before.
final class Ground {

  private static final double SWALLOWED = 0.3;
  private static final double HARMED_HINTS = 0.3;
  private static final double HARMED_WRITES = 0.05;
  private static final Duration LATEST_HINT = Duration.ofMillis(500);
  private static final Duration HELD_AT_MOST = Duration.ofSeconds(2);
  private static final Duration BETWEEN_CUTS = Duration.ofMillis(200);
  private static final Duration DELAY = Duration.ofMillis(100);
  private static final Duration JITTER = Duration.ofMillis(400);
  private static final List<WriteFault> LOSSES =
      List.of(WriteFault.HOLD, WriteFault.LOSE_REPLY, WriteFault.SILENCE, WriteFault.LOSE_REQUEST);
  private static final List<WriteFault> STEP_DOWNS =
      List.of(WriteFault.NOT_PRIMARY, WriteFault.SHUTTING_DOWN, WriteFault.STEPPED_DOWN);

  private final Cluster cluster;
  private final Recorder recorder;
  private final FaultLog log;
  private final Random random;
  private final Lengths lengths;

  Ground(Cluster cluster, Recorder recorder, FaultLog log, Random random, Lengths lengths) {
    this.cluster = cluster;
    this.recorder = recorder;
    this.log = log;
    this.random = random;
    this.lengths = lengths;
  }

  void carryOut(Attack attack) throws IOException, InterruptedException {
    switch (attack) {
      case KILL_CHAT -> killChat();
      case PAUSE_CHAT -> pauseChat();
      case ROLL -> roll();
      case REDIS_AWAY -> redisAway();
      case REDIS_SWALLOW -> redisSwallow();
      case REDIS_HALF_OPEN -> redisHalfOpen();
      case REDIS_DUPLICATE_REORDER -> redisDuplicateAndReorder();
      case PARTITION_REDIS -> partition("redis-1", cluster.stores().toRedis());
      case PARTITION_MONGO -> partition("mongo-1", cluster.stores().toMongo());
      case MONGO_AWAY -> mongoAway();
      case MONGO_DROP_REPLIES -> writes(LOSSES, "answers held up to 2 s or lost, writes lost");
      case NOT_PRIMARY -> writes(STEP_DOWNS, "10107, 91, 189");
      case CLIENT_CUTS -> clientCuts();
      case CLIENT_DELAY -> clientDelay();
    }
  }

  private void killChat() throws IOException, InterruptedException {
    long end = System.nanoTime() + lengths.harm().toNanos();
    String last = "";
    do {
      var name = otherThan(last);
      long fault = log.begun(Fault.KILL, name, "kill -9");
      cluster.kill(name);
      cluster.start(name);
      log.ended(fault);
      last = name;
    } while (System.nanoTime() < end);
  }

  private void pauseChat() throws IOException, InterruptedException {
    var name = otherThan("");
    long fault = log.begun(Fault.PAUSE, name, "SIGSTOP " + seconds(lengths.pause()));
    cluster.pause(name);
    try {
      Thread.sleep(lengths.pause());
    } finally {
      cluster.resume(name);
      log.ended(fault);
    }
  }

  private void roll() throws IOException, InterruptedException {
    var names = new ArrayList<>(lengths.rollsAll() ? cluster.chatNodes() : List.of(otherThan("")));
    var gateways = List.copyOf(cluster.entrances().keySet());
    names.addAll(
        lengths.rollsAll() ? gateways : List.of(gateways.get(random.nextInt(gateways.size()))));
    for (var name : names) {
      long fault = log.begun(Fault.ROLL, name, "SIGTERM");
      var exit = cluster.terminate(name);
      recorder.write(
          new RunEntry.Exited(recorder.now(), name, exit.code(), exit.took().toMillis()));
      cluster.start(name);
      log.ended(fault);
    }
  }

  private void redisAway() throws IOException, InterruptedException {
    long fault = log.begun(Fault.AWAY, "redis-1", "stopped " + seconds(lengths.away()));
    cluster.stores().stopRedis();
    try {
      Thread.sleep(lengths.away());
    } finally {
      cluster.stores().restartRedis();
      log.ended(fault);
    }
  }

  private void redisSwallow() throws InterruptedException {
    long fault = log.begun(Fault.SWALLOW, "redis-1", "30 % of publishes reach nobody");
    var publishes = cluster.stores().publishes();
    long before = publishes.swallowed();
    publishes.swallow(SWALLOWED);
    try {
      Thread.sleep(lengths.harm());
    } finally {
      publishes.swallow(0);
      log.ended(fault, "%,d publishes".formatted(publishes.swallowed() - before));
    }
  }

  private void redisHalfOpen() throws InterruptedException {
    var proxy = cluster.stores().toRedis();
    long fault =
        log.begun(Fault.BLACK_HOLE, "redis-1", proxy.open() + " connections fall silent for ever");
    proxy.darken();
    try {
      Thread.sleep(lengths.harm());
    } finally {
      log.ended(fault);
    }
  }

  private void redisDuplicateAndReorder() throws InterruptedException {
    var publishes = cluster.stores().publishes();
    long fault = log.begun(Fault.DISORDER, "redis-1", "hints twice and up to 500 ms late");
    long twice = publishes.doubled();
    long late = publishes.delayed();
    publishes.doubling(HARMED_HINTS);
    publishes.reorder(HARMED_HINTS, LATEST_HINT);
    try {
      Thread.sleep(lengths.harm());
    } finally {
      publishes.doubling(0);
      publishes.reorder(0, Duration.ZERO);
      log.ended(
          fault,
          "%,d twice, %,d late".formatted(publishes.doubled() - twice, publishes.delayed() - late));
    }
  }

  /// One chat node and no other.
  private void partition(String store, Hop way) throws InterruptedException {
    var name = otherThan("");
    var proxy = way.of(name);
    long fault =
        log.begun(Fault.PARTITION, store, name + " alone, silence " + seconds(lengths.harm()));
    int open = proxy.open();
    proxy.dark(true);
    try {
      Thread.sleep(lengths.harm());
    } finally {
      proxy.dark(false);
      log.ended(fault, open + " connections");
    }
  }

  private void mongoAway() throws InterruptedException {
    long fault = log.begun(Fault.AWAY, "mongo-1", "unreachable " + seconds(lengths.away()));
    cluster.stores().toMongo().away(true);
    try {
      Thread.sleep(lengths.away());
    } finally {
      cluster.stores().toMongo().away(false);
      log.ended(fault);
    }
  }

  private void writes(List<WriteFault> faults, String detail) throws InterruptedException {
    var writes = cluster.stores().writes();
    long fault = log.begun(Fault.REPLIES, "mongo-1", "5 % of writes: " + detail);
    long before = faults.stream().mapToLong(writes::count).sum();
    writes.harm(HARMED_WRITES, faults, HELD_AT_MOST);
    try {
      Thread.sleep(lengths.harm());
    } finally {
      writes.rest();
      long after = faults.stream().mapToLong(writes::count).sum();
      log.ended(fault, "%,d writes".formatted(after - before));
    }
  }

  private void clientCuts() throws InterruptedException {
    long fault = log.begun(Fault.CUT, FaultLog.CLIENTS, "RST, FIN or silence, five a second");
    long end = System.nanoTime() + lengths.harm().toNanos();
    int cuts = 0;
    try {
      while (System.nanoTime() < end) {
        cutOne();
        cuts++;
        Thread.sleep(BETWEEN_CUTS);
      }
    } finally {
      log.ended(fault, "%,d cuts".formatted(cuts));
    }
  }

  private void cutOne() {
    var proxies = List.copyOf(cluster.entrances().values());
    var proxy = proxies.get(random.nextInt(proxies.size()));
    switch (random.nextInt(3)) {
      case 0 -> proxy.cutSome(1, Cut.RST);
      case 1 -> proxy.cutSome(1, Cut.FIN);
      default -> proxy.darkenSome(1);
    }
  }

  private void clientDelay() throws InterruptedException {
    long fault = log.begun(Fault.DELAY, FaultLog.CLIENTS, "100 to 500 ms each way");
    var proxies = cluster.entrances().values();
    proxies.forEach(proxy -> proxy.delay(DELAY, JITTER));
    try {
      Thread.sleep(lengths.harm());
    } finally {
      for (FaultProxy proxy : proxies) {
        proxy.delay(Duration.ZERO, Duration.ZERO);
      }
      log.ended(fault);
    }
  }

  private String otherThan(String name) {
    var names = new ArrayList<>(cluster.chatNodes());
    names.remove(name);
    return names.get(random.nextInt(names.size()));
  }

  private static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }
}
