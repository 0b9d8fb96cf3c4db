package io.parley.auth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyWrapTest {

  private final Randomness random = new Randomness();
  private final MasterKey master = new MasterKey(random.bytes(32));
  private final KeyWrap wrap = new KeyWrap(master, random);
  private final byte[] secret = "a private key".getBytes(StandardCharsets.UTF_8);

  @Test
  void unwrapWhenSameKeyAndLabelThenTheSecret() {
    var wrapped = wrap.wrap(secret, "one");

    assertThat(wrap.unwrap(wrapped, "one")).isEqualTo(secret);
    assertThat(wrap.wrap(secret, "one")).isNotEqualTo(wrapped);
    assertThat(new String(wrapped, StandardCharsets.ISO_8859_1)).doesNotContain("private");
  }

  @Test
  void unwrapWhenAnythingDiffersThenFailsClosed() {
    var wrapped = wrap.wrap(secret, "one");
    var changed = wrapped.clone();
    changed[changed.length - 1] ^= 1;

    assertThatIllegalStateException().isThrownBy(() -> wrap.unwrap(wrapped, "other"));
    assertThatIllegalStateException().isThrownBy(() -> wrap.unwrap(changed, "one"));
    assertThatIllegalStateException().isThrownBy(() -> wrap.unwrap(new byte[5], "one"));
    var otherMaster = new KeyWrap(new MasterKey(random.bytes(32)), random);
    assertThatIllegalStateException()
        .isThrownBy(() -> otherMaster.unwrap(wrapped, "one"))
        .withMessageContaining("PARLEY_AUTH_MASTER_KEY");
  }

  @Test
  void deriveWhenAnotherPurposeThenAnotherKey() {
    assertThat(master.derive("a")).isNotEqualTo(master.derive("b")).hasSize(32);
    assertThat(master.fingerprint()).hasSize(16);
    assertThat(random.id('u')).matches("u[0-9a-z]{21}").isNotEqualTo(random.id('u'));
  }
}
