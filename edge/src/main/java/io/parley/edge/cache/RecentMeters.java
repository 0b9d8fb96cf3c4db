package io.parley.edge.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;

/// Shows how a [Recent] is used under the names that Micrometer gives to every cache: `cache.gets`
/// with `result` `hit` or `miss`, `cache.puts`, `cache.evictions`, `cache.size`.
public final class RecentMeters extends CacheMeterBinder<Recent<?, ?>> {

  private final Recent<?, ?> recent;

  /// @param name the tag `cache`
  public RecentMeters(Recent<?, ?> recent, String name) {
    super(recent, name, Tags.empty());
    this.recent = recent;
  }

  @Override
  protected Long size() {
    return (long) recent.size();
  }

  @Override
  protected long hitCount() {
    return recent.hits();
  }

  @Override
  protected Long missCount() {
    return recent.misses();
  }

  @Override
  protected Long evictionCount() {
    return recent.evictions();
  }

  @Override
  protected long putCount() {
    return recent.puts();
  }

  @Override
  protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
    // What all caches show is all there is
  }
}
