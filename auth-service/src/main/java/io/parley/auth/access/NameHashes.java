package io.parley.auth.access;

import io.parley.auth.secret.MasterKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// Keyed hashes of names that nobody has: they show that the same one was tried again, and not
/// which.
@Component
final class NameHashes {

  private static final int BYTES = 8;

  private final SecretKeySpec key;

  NameHashes(MasterKey master) {
    this.key = master.hmacKey("names in the audit log");
  }

  String of(String name) {
    var hash = MasterKey.hmac(key, name.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }
}
