package io.parley.edge.cache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What was learned a moment ago: bounded, forgets the eldest when full and everything after a
/// while. Safe for concurrent use; holds its lock for a few instructions only. Counts how it is
/// used ([RecentMeters]).
public final class Recent<K, V> {

  private final LinkedHashMap<K, Learned<V>> entries = new LinkedHashMap<>();
  private final long lifeNanos;
  private final int most;
  private final ToIntFunction<V> weigher;
  private final LongSupplier nanos;
  private long weight;
  private long hits;
  private long misses;
  private long puts;
  private long evictions;
  private long removals;

  /// @param most how many entries are kept
  /// @param life how long an entry counts
  public Recent(int most, Duration life) {
    this(most, life, _ -> 1);
  }

  /// @param most what entries weigh together
  /// @param life how long an entry counts
  /// @param weigher what an entry weighs, always the same and 1 or more
  public Recent(int most, Duration life, ToIntFunction<V> weigher) {
    this(most, life, weigher, System::nanoTime);
  }

  Recent(int most, Duration life, ToIntFunction<V> weigher, LongSupplier nanos) {
    this.most = most;
    this.lifeNanos = life.toNanos();
    this.weigher = weigher;
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
    drop(entries.remove(key));
    entries.put(key, new Learned<>(value, nanos.getAsLong()));
    weight += weigher.applyAsInt(value);
    puts++;
    while (weight > most && !entries.isEmpty()) {
      drop(entries.pollFirstEntry().getValue());
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
    drop(entries.remove(key));
  }

  /// Forgets every entry whose key is such a one; looks at all of them.
  public synchronized void removeIf(Predicate<K> such) {
    removals++;
    entries
        .entrySet()
        .removeIf(
            entry -> {
              var gone = such.test(entry.getKey());
              if (gone) {
                drop(entry.getValue());
              }
              return gone;
            });
  }

  private void drop(@Nullable Learned<V> gone) {
    if (gone != null) {
      weight -= weigher.applyAsInt(gone.value());
    }
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
