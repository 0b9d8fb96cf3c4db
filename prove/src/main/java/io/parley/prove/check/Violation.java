package io.parley.prove.check;

import io.parley.prove.history.Entry;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A promise that was not kept.
///
/// @param what happened, in one sentence with its numbers
/// @param evidence the entries that show it, in the order of their times
public record Violation(Promise promise, String what, List<Entry> evidence) {

  /// @param evidence nulls are left out
  public static Violation of(Promise promise, String what, @Nullable Entry... evidence) {
    return new Violation(
        promise,
        what,
        Stream.of(evidence)
            .<Entry>mapMulti(
                (entry, next) -> {
                  if (entry != null) {
                    next.accept(entry);
                  }
                })
            .sorted(Comparator.comparingLong(Entry::at))
            .toList());
  }
}
