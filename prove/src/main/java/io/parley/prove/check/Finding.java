package io.parley.prove.check;

import io.parley.prove.history.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a rule saw.
///
/// @param examined how many times the promise could have been broken; 0 proves nothing
/// @param what was examined, in the plural
/// @param figure reached beyond the count, such as the longest time; null when there is none
/// @param violations all of them
public record Finding(
    long examined, String what, @Nullable String figure, List<Violation> violations) {

  /// Collects what a rule sees.
  public static final class Notes {

    private final Promise promise;
    private final List<Violation> violations = new ArrayList<>();
    private long examined;

    public Notes(Promise promise) {
      this.promise = promise;
    }

    /// One more was looked at.
    public void examined() {
      examined++;
    }

    public void violation(String what, @Nullable Entry... evidence) {
      violations.add(Violation.of(promise, what, evidence));
    }

    public Finding of(String what) {
      return of(what, null);
    }

    public Finding of(String what, @Nullable String figure) {
      return new Finding(examined, what, figure, List.copyOf(violations));
    }
  }
}
