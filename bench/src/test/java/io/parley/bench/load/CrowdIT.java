package io.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.bench.dialect.BareDialect;
import io.parley.bench.meter.Usage;
import io.parley.bench.subject.Peer;
import io.parley.bench.subject.Placement;
import io.parley.bench.talk.Count;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The load against two real nodes of the bare server: what it counts is what happened.
class CrowdIT {

  private static final Company.Plan ROOMS = Company.Plan.of(20, 5);

  /// No process has this id.
  private static final long NOBODY = Long.MAX_VALUE;

  @TempDir private Path directory;

  @Test
  void endWhenAllArrivesThenEachMessageIsCountedAtEachMember() throws Exception {
    try (var peer = peer();
        var crowd = gather(peer, peer.entrances())) {
      var count = talk(crowd);

      assertThat(count.sent()).isPositive();
      assertThat(count.expected()).isEqualTo(4 * count.sent());
      assertThat(count.unacked()).isZero();
      assertThat(count.lost()).isZero();
      assertThat(crowd.ended()).isEmpty();
    }
  }

  @Test
  void endWhenANodeStandsStillThenItsStallIsInTheTimes() throws Exception {
    try (var peer = peer();
        var crowd = gather(peer, peer.entrances())) {
      long node = peer.processes().getOrDefault("node-1", NOBODY);
      crowd.start(200);
      crowd.count();
      signal("-STOP", node);
      TimeUnit.MILLISECONDS.sleep(500);
      signal("-CONT", node);
      crowd.stop();
      var count = crowd.result();

      // Counted from when they were due: those that were due early waited for all of the stall
      assertThat(count.lost()).isZero();
      assertThat(count.deliveries().getMaxValue()).isGreaterThan(400_000);
    }
  }

  @Test
  void endWhenANodeIsKilledThenItsDeliveriesAreLostAndItsSocketsEnded() throws Exception {
    try (var peer = peer();
        var crowd = gather(peer, peer.entrances())) {
      ProcessHandle.of(peer.processes().getOrDefault("node-1", NOBODY))
          .orElseThrow()
          .destroyForcibly();
      var count = talk(crowd);

      assertThat(count.lost()).isPositive();
      assertThat(count.unacked()).isPositive();
      assertThat(crowd.ended().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(10);
    }
  }

  @Test
  void gatherWhenNobodyIsThereThenSaysSo() throws Exception {
    try (var peer = peer()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> gather(peer, List.of(URI.create("http://127.0.0.1:1"))))
          .withMessageContaining("could not be opened");
    }
  }

  @Test
  void usageWhenAProcessWorksThenItsTimeGrows() throws Exception {
    try (var peer = peer();
        var crowd = gather(peer, peer.entrances())) {
      var before = Usage.of(peer.processes().getOrDefault("node-1", NOBODY));
      talk(crowd);
      var since = Usage.of(peer.processes().getOrDefault("node-1", NOBODY)).since(before);

      assertThat(since.cpuNanos()).isNotNegative();
      assertThat(since.switches()).isPositive();
      assertThat(since.residentBytes()).isPositive();
    }
  }

  private Peer peer() throws IOException, InterruptedException {
    return Peer.bare(directory, new Placement("", ""), List.of());
  }

  private static Crowd gather(Peer peer, List<URI> entrances)
      throws IOException, InterruptedException {
    return Crowd.gather(
        new BareDialect(),
        peer.assemble(ROOMS),
        user -> ROOMS.entrance(user, entrances.size()),
        new Crowd.Approach(entrances, 4, 2, 1));
  }

  private static Count talk(Crowd crowd) throws InterruptedException {
    crowd.start(200);
    crowd.count();
    TimeUnit.MILLISECONDS.sleep(500);
    crowd.stop();
    return crowd.result();
  }

  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor()).isZero();
  }
}
