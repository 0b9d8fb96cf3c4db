package io.parley.prove.cluster;

import io.parley.prove.fault.FaultProxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The way to a store: a proxy for each process that may be cut off alone, and one that all others
/// share.
public final class Hop implements AutoCloseable {

  private final Map<String, FaultProxy> own;
  private final FaultProxy shared;

  private Hop(Map<String, FaultProxy> own, FaultProxy shared) {
    this.own = own;
    this.shared = shared;
  }

  static Hop of(List<String> names, Supplier<FaultProxy> proxies) {
    var own = new LinkedHashMap<String, FaultProxy>();
    names.forEach(name -> own.put(name, proxies.get()));
    return new Hop(own, proxies.get());
  }

  /// The way of this process.
  public FaultProxy of(String name) {
    return own.getOrDefault(name, shared);
  }

  /// How many connections are open.
  public int open() {
    return all().stream().mapToInt(FaultProxy::open).sum();
  }

  /// Breaks every connection and refuses new ones, until called with false.
  public void away(boolean yes) {
    all().forEach(proxy -> proxy.away(yes));
  }

  /// Silences all open connections for ever.
  public void darken() {
    all().forEach(proxy -> proxy.darkenSome(Integer.MAX_VALUE));
  }

  @Override
  public void close() {
    all().forEach(FaultProxy::close);
  }

  private Collection<FaultProxy> all() {
    var all = new LinkedHashMap<>(own);
    all.put("", shared);
    return all.values();
  }
}
