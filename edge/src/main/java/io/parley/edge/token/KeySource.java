package io.parley.edge.token;

import com.nimbusds.jose.JWSVerifier;
import reactor.core.publisher.Mono;

/// The public keys that count, by id.
public interface KeySource {

  /// What checks signatures of the key with this id; empty when there is none now. Errors with
  /// `try-again` when no key is known at all, since then nothing can be said about any token.
  Mono<JWSVerifier> verifier(String keyId);

  /// Whether this key still counts; never waits.
  boolean holds(String keyId);
}
