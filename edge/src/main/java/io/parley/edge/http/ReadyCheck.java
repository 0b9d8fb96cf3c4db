package io.parley.edge.http;

import reactor.core.publisher.Mono;

/// Something without which a service cannot serve. Beans of this type decide `GET /internal/ready`.
public interface ReadyCheck {

  /// Whether it is there. An error or an answer later than three seconds counts as no.
  Mono<Boolean> ready();
}
