package io.parley.edge.problem;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;

/// What the errors of the framework mean to a client.
final class FrameworkProblems implements ProblemTranslator {

  @Override
  public @Nullable ProblemException translate(Throwable error) {
    return switch (error) {
      case ProblemException problem -> problem;
      case MissingRequestValueException missing ->
          ProblemException.invalid(missing.getName(), "missing");
      case ServerWebInputException input -> ofInput(input);
      case ResponseStatusException status -> ofStatus(status);
      case DataBufferLimitException ignored -> tooLarge();
      case TimeoutException timeout -> away(timeout);
      case RedisConnectionFailureException redis -> away(redis);
      case RedisSystemException redis -> away(redis);
      case QueryTimeoutException timeout -> away(timeout);
      default -> null;
    };
  }

  private static ProblemException away(Throwable cause) {
    return ProblemException.tryAgain("Something that is needed for this does not answer", cause);
  }

  private static ProblemException tooLarge() {
    return new ProblemException(ProblemType.TOO_LARGE, "The body is too large");
  }

  private static ProblemException ofInput(ServerWebInputException input) {
    var parameter = input.getMethodParameter();
    if (input.getCause() instanceof TypeMismatchException && parameter != null) {
      var name = parameter.getParameterName() == null ? "parameter" : parameter.getParameterName();
      return parameter.hasParameterAnnotation(PathVariable.class)
          ? ProblemException.notFound()
          : ProblemException.invalid(name, "not a valid value");
    }
    for (Throwable cause = input; cause != null; cause = cause.getCause()) {
      if (cause instanceof JacksonException json) {
        return JsonProblems.of(json);
      }
    }
    return input.getCause() instanceof DecodingException
            && "No request body".equals(input.getReason())
        ? ProblemException.invalid("body", "missing (expected: a JSON object)")
        : new ProblemException(ProblemType.INVALID, "The request cannot be read");
  }

  private static @Nullable ProblemException ofStatus(ResponseStatusException status) {
    return switch (HttpStatus.resolve(status.getStatusCode().value())) {
      case NOT_FOUND -> ProblemException.notFound();
      case METHOD_NOT_ALLOWED -> plain(ProblemType.METHOD_NOT_ALLOWED);
      case NOT_ACCEPTABLE -> plain(ProblemType.NOT_ACCEPTABLE);
      case CONTENT_TOO_LARGE, PAYLOAD_TOO_LARGE -> tooLarge();
      case UNSUPPORTED_MEDIA_TYPE ->
          new ProblemException(
              ProblemType.UNSUPPORTED_TYPE, "Content-Type (expected: application/json)");
      case UNAUTHORIZED -> ProblemException.unauthenticated("Authentication is needed");
      case FORBIDDEN -> plain(ProblemType.FORBIDDEN);
      case SERVICE_UNAVAILABLE, GATEWAY_TIMEOUT, BAD_GATEWAY -> away(status);
      case null, default ->
          status.getStatusCode().is4xxClientError() ? plain(ProblemType.INVALID) : null;
    };
  }

  private static ProblemException plain(ProblemType type) {
    return new ProblemException(type, type.title());
  }
}
