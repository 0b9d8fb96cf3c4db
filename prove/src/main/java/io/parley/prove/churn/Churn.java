package io.parley.prove.churn;

import io.parley.prove.cluster.Cluster;
import io.parley.prove.cluster.Ending;
import io.parley.prove.cluster.Scratch;
import io.parley.prove.fault.StoreWatch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.bson.BsonDocument;

/// `./parley churn`: sockets come and go on a cluster of its own, and what every process and Redis
/// hold is counted before and after. Ends with 0 when nothing grew by more than 5 %, with 1 when
/// something did, and with 2 when the run itself could not be done.
public final class Churn {

  private static final List<String> SERVICES =
      List.of("gateway-1", "chat-1", "chat-2", "presence-1", "auth-1");
  private static final int WARM_UP = 4_000;

  /// Feeds stay for half a minute, leases of sockets for one and a half.
  private static final Duration QUIET = Duration.ofSeconds(120);

  private static final StoreWatch UNWATCHED =
      new StoreWatch() {
        @Override
        public void written(BsonDocument command) {}

        @Override
        public void confirmed(String collection, List<BsonDocument> documents) {}

        @Override
        public void lost(String collection, List<BsonDocument> documents) {}
      };

  private Churn() {}

  private record Count(Map<String, Holdings> services, RedisHoldings redis) {}

  public static void main(String[] words) throws InterruptedException {
    ChurnOptions options;
    try {
      options = ChurnOptions.of(words);
    } catch (IllegalArgumentException e) {
      System.err.println("parley: " + e.getMessage());
      System.exit(2);
      return;
    }
    try {
      System.exit(churn(options) ? 0 : 1);
    } catch (IOException | RuntimeException e) {
      System.err.println("parley: the run could not be done: " + e.getMessage());
      System.exit(2);
    }
  }

  private static boolean churn(ChurnOptions options) throws IOException, InterruptedException {
    System.out.println(options.command());
    try (var scratch = Scratch.of("churn")) {
      var shape = new Cluster.Shape(options.home(), scratch.path(), 2, 1);
      var cluster = Cluster.start(shape, UNWATCHED, new Random(1));
      try (var _ = Ending.of(cluster);
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
        try {
          return churn(options, cluster, http);
        } finally {
          // Closing would wait for sockets that nobody answered
          http.shutdownNow();
        }
      }
    }
  }

  private static boolean churn(ChurnOptions options, Cluster cluster, HttpClient http)
      throws IOException, InterruptedException {
    var visitors = Visitors.create(http, cluster.directly("gateway-1"), cluster.serverKey());
    visitors.come(WARM_UP, options.rate());
    var before = count(cluster);
    long begun = System.nanoTime();
    visitors.come(options.sockets(), options.rate());
    var took = Duration.ofNanos(System.nanoTime() - begun);
    var after = count(cluster);
    System.out.printf(
        "%d sockets came and went in %d s, after a warm-up of %d; failed: %s%n%n",
        options.sockets(), took.toSeconds(), WARM_UP, visitors.failures());
    return report(before, after) && visitors.failures().isEmpty();
  }

  private static Count count(Cluster cluster) throws IOException, InterruptedException {
    Thread.sleep(QUIET);
    Map<String, Holdings> services = new LinkedHashMap<>();
    for (var name : SERVICES) {
      services.put(name, Holdings.of(cluster.pid(name)));
    }
    return new Count(services, RedisHoldings.of(cluster.redis()));
  }

  private static boolean report(Count before, Count after) {
    var growths = new ArrayList<Growth>();
    for (var name : SERVICES) {
      var one = before.services().get(name);
      var two = after.services().get(name);
      if (one != null && two != null) {
        growths.add(Growth.count(name + " sockets", one.sockets(), two.sockets()));
        growths.add(Growth.pooled(name + " connections", one.connections(), two.connections()));
        growths.add(Growth.bytes(name + " heap", one.heapBytes(), two.heapBytes()));
        growths.add(Growth.bytes(name + " buffers", one.otherBytes(), two.otherBytes()));
      }
    }
    growths.add(Growth.count("Redis keys", before.redis().keys(), after.redis().keys()));
    growths.add(
        Growth.count(
            "Redis subscriptions", before.redis().subscriptions(), after.redis().subscriptions()));
    System.out.println("| | before | after | |\n|---|---|---|---|");
    growths.forEach(System.out::println);
    return growths.stream().noneMatch(Growth::isTooMuch);
  }
}
