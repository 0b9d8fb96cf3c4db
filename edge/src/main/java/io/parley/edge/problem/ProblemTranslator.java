package io.parley.edge.problem;

import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;

/// Says which problem an error of a service's own infrastructure is, where its adapters let one
/// through. Beans of this type are asked in order, before the framework's errors are looked at.
public interface ProblemTranslator {

  /// The problem, or null when this error is none that it knows.
  @Nullable ProblemException translate(Throwable error);
}
