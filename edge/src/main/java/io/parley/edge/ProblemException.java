package io.parley.edge;

import io.parley.common.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer other than success, decided by a feature; rendered as `application/problem+json`. Its
/// detail and field messages go to the client, so they hold nothing internal. It has no stack
/// trace: a refusal is no defect.
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final ProblemType type;
  private final transient List<FieldError> errors;
  private final @Nullable Duration retryAfter;
  private final transient @Nullable RatePolicy policy;

  public ProblemException(ProblemType type, String detail, FieldError... errors) {
    this(type, detail, List.of(errors), null, null);
  }

  private ProblemException(
      ProblemType type,
      String detail,
      List<FieldError> errors,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    this(type, detail, errors, retryAfter, cause, null);
  }

  private ProblemException(
      ProblemType type,
      String detail,
      List<FieldError> errors,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause,
      @Nullable RatePolicy policy) {
    super(detail, cause, false, false);
    this.type = type;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
    this.policy = policy;
  }

  /// One field that does not fit: value and expectation, `text: 70001 bytes (expected: at most
  /// 65536)`.
  public record FieldError(String field, String message) {}

  public static ProblemException invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  public static ProblemException invalid(List<FieldError> errors) {
    var detail = errors.isEmpty() ? "The request is not valid" : text(errors.getFirst());
    return new ProblemException(ProblemType.INVALID, detail, errors, null, null);
  }

  public static ProblemException unauthenticated(String detail) {
    return new ProblemException(ProblemType.UNAUTHENTICATED, detail);
  }

  public static ProblemException forbidden(String detail) {
    return new ProblemException(ProblemType.FORBIDDEN, detail);
  }

  public static ProblemException notFound() {
    return new ProblemException(ProblemType.NOT_FOUND, "There is no such thing, or not for you");
  }

  public static ProblemException conflict(String detail, FieldError... errors) {
    return new ProblemException(ProblemType.CONFLICT, detail, errors);
  }

  /// @param policy which limit was reached
  public static ProblemException rateLimited(
      String detail, Duration retryAfter, RatePolicy policy) {
    return new ProblemException(
        ProblemType.RATE_LIMITED, detail, List.of(), retryAfter, null, policy);
  }

  /// A store is away, an outcome is unknown, a queue is full: the same request may succeed in a
  /// second.
  public static ProblemException tryAgain(String detail) {
    return new ProblemException(ProblemType.TRY_AGAIN, detail, List.of(), SOON, null);
  }

  public static ProblemException tryAgain(String detail, Throwable cause) {
    return new ProblemException(ProblemType.TRY_AGAIN, detail, List.of(), SOON, cause);
  }

  /// The same problem, with the time after which it is worth trying again.
  public ProblemException retryAfter(Duration after) {
    return new ProblemException(type, detail(), errors, after, getCause(), policy);
  }

  public ProblemType type() {
    return type;
  }

  public String detail() {
    var message = getMessage();
    return message == null ? type.title() : message;
  }

  public List<FieldError> errors() {
    return errors;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// The limit that was reached; null for every other problem.
  public @Nullable RatePolicy policy() {
    return policy;
  }

  private static String text(FieldError error) {
    return error.field() + ": " + error.message();
  }
}
