package io.parley.edge.http;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Says to gateways whether this process can serve. Drops as soon as the process goes away.
@RestController
public final class ReadyController {

  /// Longer than a gateway waits, so that a slow check is silence to it, which it forgives for a
  /// while, as it does a pause of the JVM, and no refusal, which puts the node out at once.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int CHECKS_AT_ONCE = 8;

  private final ApplicationAvailability availability;
  private final List<ReadyCheck> checks;
  private final Farewell farewell;

  public ReadyController(
      ApplicationAvailability availability, List<ReadyCheck> checks, Farewell farewell) {
    this.availability = availability;
    this.checks = List.copyOf(checks);
    this.farewell = farewell;
  }

  record Readiness(String status) {}

  @GetMapping("/internal/ready")
  Mono<ResponseEntity<Readiness>> ready(
      @RequestHeader(name = RequestContext.GATEWAY_HEADER, required = false)
          @Nullable String gateway) {
    return check()
        .doOnNext(
            ready -> {
              if (gateway != null) {
                farewell.told(gateway, ready);
              }
            })
        .map(ReadyController::answer);
  }

  private Mono<Boolean> check() {
    return stays()
        ? Flux.fromIterable(checks)
            .flatMap(ReadyController::holds, CHECKS_AT_ONCE)
            .all(Boolean::booleanValue)
            .map(up -> up && stays())
        : Mono.just(false);
  }

  private boolean stays() {
    return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
  }

  private static Mono<Boolean> holds(ReadyCheck check) {
    return check.ready().timeout(PATIENCE).onErrorReturn(false).defaultIfEmpty(false);
  }

  private static ResponseEntity<Readiness> answer(boolean up) {
    return ResponseEntity.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .header("Cache-Control", "no-store")
        .body(new Readiness(up ? "UP" : "DOWN"));
  }
}
