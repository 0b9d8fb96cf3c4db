package io.parley.chat;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Values that wait for the turn of their key, which comes once a period at most: at once after a
/// quiet one, else when the period is over. What comes meanwhile is put together. Bounded. Safe for
/// concurrent use; taking costs what is taken, not what waits.
public final class Turns<K, V> {

  private final int most;
  private final long periodNanos;
  private final BinaryOperator<V> together;
  private final LongSupplier nanos;

  /// Those whose turn it is.
  private final LinkedHashMap<K, V> next = new LinkedHashMap<>();

  /// Those who had their turn a moment ago, longest ago first.
  private final LinkedHashMap<K, Rest<V>> resting = new LinkedHashMap<>();

  private int waiting;

  /// @param most values that wait
  /// @param together two values of one key, the earlier one first
  public Turns(int most, Duration period, BinaryOperator<V> together) {
    this(most, period, together, System::nanoTime);
  }

  public Turns(int most, Duration period, BinaryOperator<V> together, LongSupplier nanos) {
    this.most = most;
    this.periodNanos = period.toNanos();
    this.together = together;
    this.nanos = nanos;
  }

  private static final class Rest<V> {

    private final long until;
    private @Nullable V value;

    Rest(long until) {
      this.until = until;
    }
  }

  /// Adds a value to what waits for the same key. False when too much waits.
  public synchronized boolean add(K key, V value) {
    var rest = resting.get(key);
    var before = rest == null ? next.get(key) : rest.value;
    if (before == null && waiting >= most) {
      return false;
    }
    var all = before == null ? value : together.apply(before, value);
    waiting += before == null ? 1 : 0;
    if (rest == null) {
      next.put(key, all);
    } else {
      rest.value = all;
    }
    return true;
  }

  /// Takes the values whose turn it is.
  ///
  /// @param atMost so many of them
  public synchronized Map<K, V> take(int atMost) {
    long now = nanos.getAsLong();
    wake(now);
    var taken = new LinkedHashMap<K, V>();
    while (taken.size() < atMost && !next.isEmpty()) {
      var first = next.pollFirstEntry();
      taken.put(first.getKey(), first.getValue());
    }
    rest(taken.keySet(), now);
    waiting -= taken.size();
    return taken;
  }

  /// Takes what waits for these keys, whether it is their turn or not.
  public synchronized Map<K, V> takeNow(Collection<K> keys) {
    var taken = new LinkedHashMap<K, V>();
    for (var key : keys) {
      var value = takeNow(key);
      if (value != null) {
        taken.put(key, value);
      }
    }
    waiting -= taken.size();
    return taken;
  }

  /// Takes everything.
  public synchronized Map<K, V> takeAll() {
    var taken = new LinkedHashMap<>(next);
    resting.forEach(
        (key, rest) -> {
          if (rest.value != null) {
            taken.put(key, rest.value);
          }
        });
    next.clear();
    resting.clear();
    waiting = 0;
    return taken;
  }

  /// Takes the turn of a key at once for a value that is above all that waits for it, which is then
  /// forgotten.
  ///
  /// @return false when it is not its turn
  public synchronized boolean claim(K key) {
    long now = nanos.getAsLong();
    wake(now);
    if (resting.containsKey(key) || resting.size() >= most) {
      return false;
    }
    waiting -= next.remove(key) == null ? 0 : 1;
    rest(List.of(key), now);
    return true;
  }

  public synchronized boolean isEmpty() {
    return waiting == 0;
  }

  private @Nullable V takeNow(K key) {
    var rest = resting.get(key);
    if (rest == null) {
      return next.remove(key);
    }
    var value = rest.value;
    rest.value = null;
    return value;
  }

  private void wake(long now) {
    while (!resting.isEmpty() && resting.firstEntry().getValue().until - now <= 0) {
      var first = resting.pollFirstEntry();
      if (first.getValue().value != null) {
        next.put(first.getKey(), first.getValue().value);
      }
    }
  }

  /// Who finds no room to rest has the next turn at once.
  private void rest(Collection<K> keys, long now) {
    for (var key : keys) {
      if (resting.size() < most) {
        resting.put(key, new Rest<>(now + periodNanos));
      }
    }
  }
}
