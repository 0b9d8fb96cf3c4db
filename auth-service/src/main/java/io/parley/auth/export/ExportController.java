package io.parley.auth.export;

import io.parley.auth.AuthSettings;
import io.parley.auth.access.Clients;
import io.parley.auth.audit.Audit;
import io.parley.auth.limit.Limiter;
import io.parley.auth.limit.Limiter.Limit;
import io.parley.auth.login.Client;
import io.parley.auth.peer.ChatService;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Streams an export as lines of JSON, read from the stores at the pace of whoever takes it. Only
/// what ends with a line of type `end` is complete.
@RestController
final class ExportController {

  private static final Duration WINDOW = Duration.ofDays(1);
  private static final String FILE = "attachment; filename=\"parley-export.ndjson\"";

  private final OwnRecords records;
  private final ChatService chat;
  private final Clients clients;
  private final Limiter limiter;
  private final Audit audit;
  private final Limit limit;

  ExportController(
      OwnRecords records,
      ChatService chat,
      Clients clients,
      Limiter limiter,
      Audit audit,
      AuthSettings settings) {
    this.records = records;
    this.chat = chat;
    this.clients = clients;
    this.limiter = limiter;
    this.audit = audit;
    this.limit = new Limit("export", settings.limits().exportsUser(), WINDOW);
  }

  @GetMapping("/api/auth/export")
  Mono<ResponseEntity<Flux<DataBuffer>>> export(Caller caller, ServerWebExchange exchange) {
    var buffers = exchange.getResponse().bufferFactory();
    return clients
        .of(exchange.getRequest())
        .flatMap(client -> counted(caller.user()).then(begun(caller.user(), client)))
        .map(
            conversations ->
                Flux.concat(
                    records.of(caller.user()).map(buffers::wrap),
                    conversations,
                    records.end().map(buffers::wrap)))
        .map(
            lines ->
                ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_NDJSON)
                    .header(HttpHeaders.CONTENT_DISPOSITION, FILE)
                    .body(lines));
  }

  private Mono<Void> counted(UserId user) {
    return limiter
        .take(limit, user.value())
        .filter(Duration::isPositive)
        .flatMap(
            wait ->
                Mono.error(ProblemException.rateLimited("Too many exports", wait, limit.policy())));
  }

  /// What cannot begin does not count.
  private Mono<Flux<DataBuffer>> begun(UserId user, Client client) {
    return Mono.defer(() -> chat.export(user))
        .onErrorResume(error -> limiter.giveBack(limit, user.value()).then(Mono.error(error)))
        .flatMap(conversations -> noted(user, client).thenReturn(conversations));
  }

  private Mono<Void> noted(UserId user, Client client) {
    return audit.write(
        Audit.Entry.of("data.exported").with("user", user).with("address", client.address()));
  }
}
