package io.parley.auth.token;

import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The public keys (RFC 7517). Whoever keeps a copy asks again within the time that it says.
@RestController
final class JwksController {

  private final SigningKeys keys;

  JwksController(SigningKeys keys) {
    this.keys = keys;
  }

  @GetMapping("/.well-known/jwks.json")
  ResponseEntity<Map<String, Object>> jwks() {
    keys.current();
    return ResponseEntity.ok()
        .header("Cache-Control", "public, max-age=" + Math.max(1, keys.maxAge().toSeconds()))
        .body(keys.document());
  }
}
