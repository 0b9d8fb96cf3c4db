package io.parley.gateway.health;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Answers `/health`.
@RestController
class HealthController {

  private final PlatformHealth health;

  HealthController(PlatformHealth health) {
    this.health = health;
  }

  @GetMapping("/health")
  ResponseEntity<PlatformHealth.Report> health() {
    var report = health.report();
    return ResponseEntity.status(report.isUp() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .cacheControl(CacheControl.noStore())
        .headers(
            headers -> {
              if (!report.isUp()) {
                headers.set("Retry-After", "1");
              }
            })
        .body(report);
  }
}
