package io.parley.edge.problem;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ClientGone;
import io.parley.edge.ProblemException;
import io.parley.edge.RatePolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Turns every error into one answer of the catalogue. What it does not know is `internal`: logged
/// with its stack trace here, told to nobody. A client that is gone gets no answer and no line.
public final class ProblemHandler implements WebExceptionHandler, Ordered {

  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

  private final JsonMapper json;
  private final List<ProblemTranslator> translators;
  private final FrameworkProblems framework = new FrameworkProblems();

  public ProblemHandler(JsonMapper json, List<ProblemTranslator> translators) {
    this.json = json;
    this.translators = List.copyOf(translators);
  }

  /// Before Boot's own handler, which stands at -1.
  @Override
  public int getOrder() {
    return -2;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    if (ClientGone.caused(error)) {
      return gone(exchange);
    }
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(error);
    }
    var known = translated(error);
    var problem = known == null ? unexpected(exchange, error) : logged(exchange, known);
    if (error instanceof MethodNotAllowedException method) {
      exchange.getResponse().getHeaders().setAllow(method.getSupportedMethods());
    }
    return write(exchange, problem);
  }

  /// Writes one problem as the answer to this request; for filters that refuse without raising an
  /// error.
  public Mono<Void> write(ServerWebExchange exchange, ProblemException problem) {
    var response = exchange.getResponse();
    response.setStatusCode(HttpStatusCode.valueOf(problem.type().status()));
    var headers = response.getHeaders();
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.remove(HttpHeaders.CONTENT_ENCODING);
    headers.setCacheControl("no-store");
    var wait = problem.retryAfter();
    if (wait != null) {
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds(wait)));
    }
    var policy = problem.policy();
    if (policy != null) {
      headers.set(RatePolicy.POLICY_HEADER, policy.policy());
      headers.set(RatePolicy.STATE_HEADER, policy.state(0, wait == null ? Duration.ZERO : wait));
    }
    if (problem.type() == ProblemType.UNAUTHENTICATED) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    var body = json.writeValueAsBytes(ProblemBody.of(problem));
    headers.setContentLength(body.length);
    if (exchange.getRequest().getMethod() == HttpMethod.HEAD) {
      return response.setComplete();
    }
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  /// `Retry-After` has whole seconds, so it is never earlier than meant.
  static long seconds(Duration wait) {
    return Math.max(1, (wait.toMillis() + 999) / 1000);
  }

  private @Nullable ProblemException translated(Throwable error) {
    for (var translator : translators) {
      var known = translator.translate(error);
      if (known != null) {
        return known;
      }
    }
    return framework.translate(error);
  }

  /// The status is for metrics alone.
  private static Mono<Void> gone(ServerWebExchange exchange) {
    log.debug("{}the client broke off", exchange.getLogPrefix());
    exchange.getResponse().setStatusCode(HttpStatus.BAD_REQUEST);
    return Mono.empty();
  }

  private static ProblemException unexpected(ServerWebExchange exchange, Throwable error) {
    log.error("{}unexpected error", exchange.getLogPrefix(), error);
    return new ProblemException(ProblemType.INTERNAL, "Something went wrong on our side");
  }

  private static ProblemException logged(ServerWebExchange exchange, ProblemException problem) {
    if (problem.type().status() >= 500) {
      log.warn(
          "{}answered {}: {}",
          exchange.getLogPrefix(),
          problem.type().wireName(),
          String.valueOf(problem.getCause() == null ? problem : problem.getCause()));
    }
    return problem;
  }
}
