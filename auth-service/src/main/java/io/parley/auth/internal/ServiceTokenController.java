package io.parley.auth.internal;

import io.parley.auth.token.TokenIssuer;
import io.parley.edge.Credentials;
import io.parley.edge.OpenPaths;
import io.parley.edge.ProblemException;
import io.parley.edge.setting.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Sells service tokens to whoever has the service secret.
@RestController
final class ServiceTokenController {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,31}");

  private final TokenIssuer issuer;
  private final byte[] secret;

  ServiceTokenController(TokenIssuer issuer, Secrets secrets) {
    this.issuer = issuer;
    this.secret = secrets.require("PARLEY_SERVICE_SECRET").getBytes(StandardCharsets.UTF_8);
  }

  /// The secret stands in for a token.
  @Configuration(proxyBeanMethods = false)
  static class Open {

    @Bean
    OpenPaths serviceTokenRoute() {
      return OpenPaths.of("POST /internal/service-token");
    }
  }

  record Request(@Nullable String service) {}

  record Sold(String token, Instant expiresAt) {

    @Override
    public String toString() {
      return "Sold[until " + expiresAt + "]";
    }
  }

  @PostMapping("/internal/service-token")
  Sold sell(@RequestBody Request request, ServerHttpRequest http) {
    var shown = Credentials.bearerToken(http);
    if (shown == null || !MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), secret)) {
      throw ProblemException.unauthenticated("Not the service secret");
    }
    var service = request.service();
    if (service == null || !NAME.matcher(service).matches()) {
      throw ProblemException.invalid("service", "expected: the name of a service");
    }
    var issued = issuer.service(service);
    return new Sold(issued.token(), issued.expiresAt());
  }
}
