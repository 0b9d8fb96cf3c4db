package io.parley.prove.check;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What all rules saw.
///
/// @param lines one a rule
public record Verdict(List<Line> lines, Figures figures) {

  public record Line(Rule rule, Finding finding) {}

  public List<Violation> violations() {
    return lines.stream().flatMap(line -> line.finding().violations().stream()).toList();
  }

  /// Whether no promise was broken. A run that exercised nothing is clean, too: look at what was
  /// examined.
  public boolean isClean() {
    return violations().isEmpty();
  }

  /// The promises that were broken.
  public Set<Promise> broken() {
    return violations().stream().map(Violation::promise).collect(Collectors.toSet());
  }
}
