package io.parley.auth.audit;

import io.parley.edge.http.RequestContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Writes the audit log: an entry of [AuditLog], and logger `parley.audit`, one line an event as
/// `event name=value …`, the request's id last. Values are cut to 100 characters and freed of
/// control characters, so that a line stays a line. What a caller hands over must not hold
/// passwords, tokens, keys or text of messages.
///
/// Of the names of values `user` says whom an event is about, `by` who else did it.
@Component
public final class Audit {

  private static final Logger log = LoggerFactory.getLogger("parley.audit");

  private static final int MAX_VALUE = 100;

  private final AuditLog entries;

  Audit(AuditLog entries) {
    this.entries = entries;
  }

  /// One event and what it is about.
  public record Entry(String event, Map<String, String> values) {

    public static Entry of(String event) {
      return new Entry(event, Map.of());
    }

    public Entry with(String name, Object value) {
      var more = new LinkedHashMap<>(values);
      more.put(name, plain(String.valueOf(value)));
      return new Entry(event, more);
    }
  }

  /// Writes the event when subscribed to; never errors. Where the store does not take it, the line
  /// is all there is.
  public Mono<Void> write(Entry entry) {
    return Mono.deferContextual(
            context -> {
              var request = RequestContext.requestId(context);
              log.info("{}", line(entry, request));
              return entries.append(entry, request);
            })
        .doOnError(error -> log.warn("the line before is not in the store: {}", error.toString()))
        .onErrorComplete();
  }

  static String line(Entry entry, String requestId) {
    var line = new StringBuilder(entry.event());
    entry
        .values()
        .forEach((name, value) -> line.append(' ').append(name).append('=').append(clean(value)));
    return line.append(" request=").append(requestId).toString();
  }

  private static String clean(String value) {
    return value.chars().anyMatch(c -> c <= ' ' || c == '=') ? "\"" + value + "\"" : value;
  }

  private static String plain(String value) {
    var cut = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
    return cut.replaceAll("[\\p{C}\\u2028\\u2029\"]", "?");
  }
}
