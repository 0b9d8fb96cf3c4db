package io.parley.prove.nemesis;

import io.parley.prove.cluster.Cluster;
import io.parley.prove.history.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Attacks a cluster again and again until its time is over, with two attacks at once where they go
/// together. Every attack has its turn before one comes again.
public final class Nemesis {

  private static final Duration BREATH = Duration.ofSeconds(2);

  private final Ground ground;
  private final Random random;
  private final List<Attack> attacks;
  private final Lengths lengths;
  private final Consumer<String> words;
  private final Deque<Attack> turn = new ArrayDeque<>();

  /// @param run how long it will attack
  /// @param words is told what it does
  public Nemesis(
      Cluster cluster,
      Recorder recorder,
      FaultLog log,
      Random random,
      Set<Attack> attacks,
      Duration run,
      Consumer<String> words) {
    this.lengths = Lengths.of(run);
    this.ground = new Ground(cluster, recorder, log, random, lengths);
    this.random = random;
    this.attacks = List.copyOf(attacks);
    this.words = words;
  }

  /// Returns when the time is over and everything is as before.
  ///
  /// @throws IOException when a process could not be started again
  public void attack(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.minus(lengths.harm()).toNanos();
    while (System.nanoTime() < end) {
      var now = next();
      words.accept(String.join(" and ", now.stream().map(Attack::word).toList()));
      together(now);
      Thread.sleep(BREATH);
    }
  }

  private List<Attack> next() {
    if (turn.isEmpty()) {
      var all = new ArrayList<>(attacks);
      Collections.shuffle(all, random);
      turn.addAll(all);
    }
    var first = turn.remove();
    var second = turn.stream().filter(first::goesWith).findFirst();
    if (second.isEmpty()) {
      return List.of(first);
    }
    turn.remove(second.get());
    return List.of(first, second.get());
  }

  private void together(List<Attack> now) throws IOException, InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var attack : now) {
        running.add(
            threads.submit(
                () -> {
                  ground.carryOut(attack);
                  return null;
                }));
      }
      for (var one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? cause
          : new IOException("an attack failed", e.getCause());
    }
  }
}
