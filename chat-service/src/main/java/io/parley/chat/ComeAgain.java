package io.parley.chat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What was refused and has to come again, in the order in which it came first, before anything
/// new. To be guarded by its owner.
///
/// One that was stored after all need not come again, and may. One that came again and is refused
/// again keeps its place.
public final class ComeAgain<K> {

  private static final int MOST = 1_000;

  private enum State {
    REFUSED,
    STORED,
    CAME
  }

  private record Entry<K>(K key, State state) {}

  private final TreeMap<Long, Entry<K>> entries = new TreeMap<>();

  /// One was refused.
  ///
  /// @param order in which it came; counts unless it has a place already
  public void add(K key, long order) {
    for (var one : entries.entrySet()) {
      if (one.getValue().key().equals(key)) {
        one.setValue(new Entry<>(key, State.REFUSED));
        return;
      }
    }
    long place = order;
    while (entries.containsKey(place)) {
      place++;
    }
    entries.put(place, new Entry<>(key, State.REFUSED));
    if (entries.size() > MOST) {
      entries.pollLastEntry();
    }
  }

  /// A refused one is stored after all.
  public void stored(Predicate<K> which) {
    become(which, State.STORED);
    sweep();
  }

  /// Whether one may come in: nothing refused is before it, and when it was not refused itself,
  /// nothing refused is left.
  public boolean admits(Predicate<K> which) {
    for (var one : entries.values()) {
      if (which.test(one.key())) {
        become(which, State.CAME);
        sweep();
        return true;
      }
      if (one.state() == State.REFUSED) {
        return false;
      }
    }
    return true;
  }

  /// Waits for nothing any more.
  public void clear() {
    entries.clear();
  }

  /// Whether nothing has to come again.
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  private void become(Predicate<K> which, State state) {
    for (Map.Entry<Long, Entry<K>> one : entries.entrySet()) {
      if (which.test(one.getValue().key())) {
        one.setValue(new Entry<>(one.getValue().key(), state));
        return;
      }
    }
  }

  private void sweep() {
    if (entries.values().stream().noneMatch(one -> one.state() == State.REFUSED)) {
      entries.clear();
    }
  }
}
