package io.parley.edge.cache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What was learned a moment ago: bounded, forgets the eldest when full and everything after a
/// while. Safe for concurrent use; holds its lock for a few instructions only. Counts how it is
/// used ([RecentMeters]).
public final class Recent<K, V> {

  private final LinkedHashMap<K, Learned<V>> entries = new LinkedHashMap<>();
  private final long lifeNanos;
  private final int most;
  private final LongSupplier nanos;
  private long hits;
  private long misses;
  private long puts;
  private long evictions;
  private long removals;

  /// @param most how many entries are kept
  /// @param life how long an entry counts
  public Recent(int most, Duration life) {
    this(most, life, System::nanoTime);
  }

  Recent(int most, Duration life, LongSupplier nanos) {
    this.most = most;
    this.lifeNanos = life.toNanos();
    this.nanos = nanos;
  }

  private record Learned<V>(V value, long at) {}

  /// What is known, or null when nothing is or it is too old.
  public synchronized @Nullable V get(K key) {
    var learned = entries.get(key);
    if (learned == null || nanos.getAsLong() - learned.at() >= lifeNanos) {
      misses++;
      return null;
    }
    hits++;
    return learned.value();
  }

  public synchronized void put(K key, V value) {
    entries.remove(key);
    entries.put(key, new Learned<>(value, nanos.getAsLong()));
    puts++;
    if (entries.size() > most) {
      entries.pollFirstEntry();
      evictions++;
    }
  }

  /// How often something was removed: to be asked before what is kept is read, for [#put(Object,
  /// Object, long)].
  public synchronized long removals() {
    return removals;
  }

  /// Keeps what was read only when nothing was removed since: it may be what a removal was about.
  ///
  /// @param since what [#removals] said before the reading began
  public synchronized void put(K key, V value, long since) {
    if (removals == since) {
      put(key, value);
    }
  }

  public synchronized void remove(K key) {
    removals++;
    entries.remove(key);
  }

  /// Forgets every entry whose key is such a one; looks at all of them.
  public synchronized void removeIf(Predicate<K> such) {
    removals++;
    entries.keySet().removeIf(such);
  }

  synchronized int size() {
    return entries.size();
  }

  /// How often [#get] knew something.
  synchronized long hits() {
    return hits;
  }

  synchronized long misses() {
    return misses;
  }

  synchronized long puts() {
    return puts;
  }

  /// How many were forgotten because it was full.
  synchronized long evictions() {
    return evictions;
  }
}
