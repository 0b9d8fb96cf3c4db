package io.parley.prove.scenario;

import io.parley.prove.client.Member;
import io.parley.prove.client.Surroundings;
import io.parley.prove.cluster.Cluster;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import io.parley.prove.nemesis.FaultLog;
import io.parley.prove.nemesis.Nemesis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One run on a running cluster: load and attacks, then a quiet, then everything is read.
final class Run {

  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(60);
  private static final Duration GOODBYES = Duration.ofSeconds(5);
  private static final Duration BEAT = Duration.ofSeconds(4);
  private static final int RESENDS_AT_ONCE = 16;

  private final Options options;
  private final Cluster cluster;
  private final Recorder recorder;
  private final Consumer<String> words;
  private final FaultLog faults;
  private final Random random;

  Run(Options options, Cluster cluster, Recorder recorder, Consumer<String> words) {
    this.options = options;
    this.cluster = cluster;
    this.recorder = recorder;
    this.words = words;
    this.faults = new FaultLog(recorder);
    this.random = new Random(options.seed());
  }

  /// @throws IOException when the cluster could not be used or started again
  void run() throws IOException, InterruptedException, java.util.concurrent.ExecutionException {
    try (var timers = Executors.newScheduledThreadPool(1);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var http = http(threads)) {
      var around = surroundings(http, timers);
      var platform = cluster.directly("gateway-1");
      var cast = Cast.create(around, platform, cluster.serverKey());
      cast.members().forEach(Member::connect);
      var beats =
          timers.scheduleWithFixedDelay(
              () -> cast.members().forEach(Member::beat),
              BEAT.toMillis(),
              BEAT.toMillis(),
              TimeUnit.MILLISECONDS);
      await(() -> cast.members().stream().allMatch(Member::isConnected), CONNECTED_WITHIN);
      words.accept("Everyone is connected");

      underAttack(cast);
      words.accept("Quiet for " + QUIET.toSeconds() + " s");
      Thread.sleep(QUIET);
      recorder.write(new RunEntry.Settled(recorder.now()));
      tellOf(cast);

      words.accept("Everyone reads everything");
      var reading = new Reading(around, platform);
      reading.all(cast);
      reading.presence(cast);
      cast.members().forEach(Member::close);
      leaveAll(cast);
      long left = System.nanoTime();

      restartAll();
      reading.logs(cast);
      Thread.sleep(Duration.ofNanos(Math.max(0, left + gone().toNanos() - System.nanoTime())));
      reading.presence(cast);
      beats.cancel(false);
      timers.shutdownNow();
    }
  }

  /// A node that is killed in the middle of a goodbye would leave open who is there.
  private static void leaveAll(Cast cast) throws InterruptedException {
    long deadline = System.nanoTime() + GOODBYES.toNanos();
    while (cast.members().stream().anyMatch(Member::hasSocket) && System.nanoTime() < deadline) {
      Thread.sleep(Duration.ofMillis(50));
    }
  }

  /// When nobody may be shown as there any more.
  private static Duration gone() {
    var allowed = Prove.ALLOWANCES;
    return Duration.ofNanos(allowed.nanos(allowed.offline())).plusSeconds(1);
  }

  private void underAttack(Cast cast)
      throws IOException, InterruptedException, java.util.concurrent.ExecutionException {
    var time = options.time().minus(QUIET);
    try (var resending =
            Executors.newFixedThreadPool(RESENDS_AT_ONCE, Thread.ofVirtual().factory());
        var loading = Executors.newVirtualThreadPerTaskExecutor()) {
      var load = new Load(cast, random, resending);
      var nemesis =
          new Nemesis(
              cluster,
              recorder,
              faults,
              new Random(random.nextLong()),
              options.attacks(),
              time,
              this::attacked);
      Future<?> loaded =
          loading.submit(
              () -> {
                load.run(time);
                return null;
              });
      var comings = new Comings(cast, new Random(random.nextLong()), time);
      Future<?> going =
          loading.submit(
              () -> {
                comings.run();
                return null;
              });
      nemesis.attack(time);
      loaded.get();
      going.get();
    }
  }

  /// What a log says may not change by it.
  private void restartAll() throws IOException, InterruptedException {
    words.accept("All chat nodes are killed and started again");
    for (var name : cluster.chatNodes()) {
      cluster.kill(name);
    }
    for (var name : cluster.chatNodes()) {
      cluster.start(name);
    }
  }

  private void tellOf(Cast cast) {
    var members = cast.members();
    words.accept(
        "%d of %d connected, %d sends without an answer"
            .formatted(
                members.stream().filter(Member::isConnected).count(),
                members.size(),
                members.stream().mapToInt(Member::waiting).sum()));
    for (var member : members) {
      var code = member.gaveUp();
      if (code != null) {
        words.accept(member.account().name() + " was told not to come back: " + code);
      }
    }
  }

  private void attacked(String with) {
    words.accept("  %3d s: %s".formatted(TimeUnit.NANOSECONDS.toSeconds(recorder.now()), with));
  }

  private Surroundings surroundings(HttpClient http, ScheduledExecutorService timers) {
    Map<String, URI> gateways = new LinkedHashMap<>();
    cluster.entrances().keySet().forEach(name -> gateways.put(name, cluster.entrance(name)));
    return new Surroundings(
        recorder, http, gateways, faults::blame, timers, random, new AtomicLong());
  }

  private static HttpClient http(ExecutorService threads) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(10))
        .executor(threads)
        .build();
  }

  private static void await(BooleanSupplier condition, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("not everyone is connected after " + patience);
      }
      Thread.sleep(Duration.ofMillis(50));
    }
  }
}
