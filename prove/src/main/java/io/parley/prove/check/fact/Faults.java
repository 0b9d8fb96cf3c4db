package io.parley.prove.check.fact;

import io.parley.prove.history.History;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.RunEntry.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What was done to the cluster, and when.
public final class Faults {

  /// @param end [Long#MAX_VALUE] when it never ended
  /// @param touched how much it touched, in words; null where nobody counted
  public record Spell(RunEntry.FaultBegun begun, long end, @Nullable String touched) {

    public Fault kind() {
      return begun.kind();
    }

    public long begin() {
      return begun.at();
    }

    /// Whether it was at work at any time from `from` to `to`.
    public boolean overlaps(long from, long to) {
      return begin() <= to && end >= from;
    }

    /// Whether its target is one of these, by the name before the number.
    public boolean isOn(String... roles) {
      var role = begun.target().replaceFirst("-\\d+$", "");
      return List.of(roles).contains(role);
    }
  }

  private final Map<Long, RunEntry.FaultBegun> open = new HashMap<>();
  private final List<Spell> spells = new ArrayList<>();

  Faults() {}

  public static Faults of(History history) {
    var faults = new Faults();
    history.all(RunEntry.FaultBegun.class).forEach(faults::add);
    history.all(RunEntry.FaultEnded.class).forEach(faults::add);
    faults.end();
    return faults;
  }

  void add(RunEntry.FaultBegun begun) {
    open.put(begun.fault(), begun);
  }

  void add(RunEntry.FaultEnded ended) {
    var begun = open.remove(ended.fault());
    if (begun != null) {
      spells.add(new Spell(begun, ended.at(), ended.touched()));
    }
  }

  void end() {
    open.values().forEach(begun -> spells.add(new Spell(begun, Long.MAX_VALUE, null)));
    spells.sort(Comparator.comparingLong(Spell::begin));
  }

  /// All, in the order of their beginnings.
  public List<Spell> all() {
    return spells;
  }

  public Stream<Spell> during(long from, long to) {
    return spells.stream().filter(spell -> spell.overlaps(from, to));
  }

  /// When a wait that began at `from` and may last `nanos` has to be over, if it starts anew after
  /// each of the faults that stop all progress.
  ///
  /// @return [Long#MAX_VALUE] when one of them never ends
  public long deadline(long from, long nanos, Predicate<Spell> stopping) {
    long start = from;
    for (var spell : spells) {
      if (stopping.test(spell) && spell.overlaps(start, start + nanos)) {
        if (spell.end() == Long.MAX_VALUE) {
          return Long.MAX_VALUE;
        }
        start = Math.max(start, spell.end());
      }
    }
    return start + nanos;
  }
}
