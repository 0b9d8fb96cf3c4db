package io.parley.gateway.node;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The nodes of one service, and which of them take requests. Written by the prober and by whoever
/// meets a refused connection; read by every request, without waiting.
public final class NodePool {

  /// So many silent looks in a row put a node out.
  private static final int PATIENCE = 3;

  private final ServiceName service;
  private final List<URI> urls;
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<Node, Integer> silences = new HashMap<>();
  private volatile List<Node> ready = List.of();
  private volatile int known;

  NodePool(ServiceName service, List<URI> urls) {
    this.service = service;
    this.urls = List.copyOf(urls);
  }

  public ServiceName service() {
    return service;
  }

  List<URI> urls() {
    return urls;
  }

  /// The next node in turn that is ready and not among the tried ones; null when there is none.
  public @Nullable Node choose(Set<Node> tried) {
    var nodes = ready;
    int start = turn.getAndIncrement();
    for (int i = 0; i < nodes.size(); i++) {
      var node = nodes.get(Math.floorMod(start + i, nodes.size()));
      if (!tried.contains(node)) {
        return node;
      }
    }
    return null;
  }

  /// Takes a node out that refused a connection, until a look finds it ready.
  public synchronized void eject(Node node) {
    ready = ready.stream().filter(other -> !other.equals(node)).toList();
  }

  /// How many nodes there are, ready or not.
  public int known() {
    return known;
  }

  public int ready() {
    return ready.size();
  }

  /// Takes over what a look at all nodes showed; a node that is not in it is gone.
  synchronized void probed(Map<Node, Probe> probes) {
    var before = ready;
    var now = new ArrayList<Node>();
    silences.keySet().retainAll(probes.keySet());
    probes.forEach(
        (node, probe) -> {
          if (isReady(node, probe, before.contains(node))) {
            now.add(node);
          }
        });
    now.sort((a, b) -> a.authority().compareTo(b.authority()));
    known = probes.size();
    ready = List.copyOf(now);
  }

  private boolean isReady(Node node, Probe probe, boolean wasReady) {
    int silent = probe == Probe.SILENT ? silences.merge(node, 1, Integer::sum) : 0;
    if (silent == 0) {
      silences.remove(node);
    }
    return switch (probe) {
      case READY -> true;
      case DOWN -> false;
      case SILENT -> wasReady && silent < PATIENCE;
    };
  }
}
