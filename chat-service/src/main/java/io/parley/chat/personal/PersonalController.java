package io.parley.chat.personal;

import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// `/internal/users/{user}`, for auth-service alone, which made sure that it is the user who wants
/// it.
@RestController
class PersonalController {

  private static final String AUTH = "auth-service";

  private final Departure departure;
  private final PersonalRecords records;

  PersonalController(Departure departure, PersonalRecords records) {
    this.departure = departure;
    this.records = records;
  }

  /// @param more whether to ask again
  record Left(boolean more) {}

  @PostMapping("/internal/users/{user}/leave")
  Mono<Left> leave(Caller caller, @PathVariable UserId user) {
    checkAuth(caller);
    return departure.leaveSome(user).map(Left::new);
  }

  @GetMapping("/internal/users/{user}/export")
  ResponseEntity<Flux<DataBuffer>> export(
      Caller caller, @PathVariable UserId user, ServerWebExchange exchange) {
    checkAuth(caller);
    var buffers = exchange.getResponse().bufferFactory();
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_NDJSON)
        .body(records.of(user).map(buffers::wrap));
  }

  private static void checkAuth(Caller caller) {
    if (!caller.user().value().equals(AUTH)) {
      throw ProblemException.forbidden("For auth-service alone");
    }
  }
}
