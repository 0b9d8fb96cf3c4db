package io.parley.edge.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.parley.common.token.TokenKind;
import java.nio.charset.StandardCharsets;

/// The parser of tokens against whatever text a request brings: it never throws, and no text that
/// was not signed with the key is ever a token. `deploy/bin/fuzz` searches on; without it the kept
/// inputs are run.
class TokenFormFuzzTest {

  /// Its private half is thrown away, so that nothing is signed with it.
  private static final JWSVerifier KEY = key();

  @FuzzTest
  void parse(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    for (var kind : TokenKind.values()) {
      var token = TokenForm.parse(text, kind);
      if (token != null) {
        assertThat(token.keyId()).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(token.verified(KEY)).isNull();
      }
    }
  }

  private static JWSVerifier key() {
    try {
      return new ECDSAVerifier(
          new ECKeyGenerator(Curve.P_256).keyID("k").generate().toECPublicKey());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
