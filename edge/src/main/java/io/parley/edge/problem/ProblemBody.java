package io.parley.edge.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The document of RFC 9457 with Parley's two extensions.
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProblemBody(
    String type,
    String title,
    int status,
    String detail,
    @Nullable List<FieldError> errors,
    @Nullable Long retryAfterMillis) {

  static ProblemBody of(ProblemException problem) {
    var wait = problem.retryAfter();
    return new ProblemBody(
        problem.type().uri(),
        problem.type().title(),
        problem.type().status(),
        problem.detail(),
        problem.errors().isEmpty() ? null : problem.errors(),
        wait == null ? null : wait.toMillis());
  }
}
