package io.parley.bench;

import io.parley.bench.BenchOptions.Rival;
import io.parley.bench.scenario.Scenario;
import io.parley.bench.subject.ParleyCluster;
import io.parley.bench.subject.Peer;
import io.parley.bench.subject.Target;
import io.parley.prove.cluster.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is measured in one scenario, one target after the other. Ways to the same servers are
/// measured of the same ones, so that they differ in nothing else; for anything else those before
/// are ended.
final class Servers implements AutoCloseable {

  /// All of a node's heap is there from the start: while it grows, each collection waits for the
  /// kernel to hand out pages.
  private static final List<String> HEAP = List.of("-Xms512m", "-XX:+AlwaysPreTouch");

  private final BenchOptions options;
  private final Scenario scenario;
  private @Nullable Scratch scratch;
  private @Nullable Target running;

  Servers(BenchOptions options, Scenario scenario) {
    this.options = options;
    this.scenario = scenario;
  }

  /// Until the next one.
  Target of(Rival rival) throws IOException, InterruptedException {
    var way = rival.way();
    if (way == null) {
      close();
      return started(peer(rival, directory()));
    }
    var cluster =
        running instanceof ParleyCluster before && !scenario.wantsFreshServers()
            ? before
            : cluster();
    cluster.enterBy(way);
    return cluster;
  }

  private ParleyCluster cluster() throws IOException, InterruptedException {
    close();
    var cluster =
        ParleyCluster.start(
            options.home(), directory(), options.placement(), options.nodes(), jvmOptions());
    started(cluster);
    return cluster;
  }

  private Target peer(Rival rival, Path directory) throws IOException, InterruptedException {
    var socketIo = options.home().resolve("bench/peers/socket-io/server.js");
    return switch (rival) {
      case BARE -> Peer.bare(directory, options.placement(), jvmOptions());
      case SOCKET_IO -> Peer.socketIo(socketIo, directory, false, options.placement());
      case SOCKET_IO_STORED -> Peer.socketIo(socketIo, directory, true, options.placement());
      case PARLEY, GATEWAY, NGINX -> throw new IllegalArgumentException("no peer: " + rival.word());
    };
  }

  private Target started(Target target) {
    running = target;
    return target;
  }

  private Path directory() throws IOException {
    var made = Scratch.of("bench");
    scratch = made;
    return made.path();
  }

  private List<String> jvmOptions() {
    var jvm = new ArrayList<>(scenario.jvmOptions());
    jvm.addAll(options.placement().jvmOptions());
    jvm.addAll(HEAP);
    return jvm;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    var directory = scratch;
    scratch = null;
    var target = running;
    running = null;
    try (directory) {
      if (target != null) {
        target.close();
      }
    }
  }
}
