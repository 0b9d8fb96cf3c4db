package io.parley.chat.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.common.id.ConversationId;
import org.junit.jupiter.api.Test;

class ConversationKeysTest {

  private static final byte[] BODY = "hello".getBytes(UTF_8);

  private final ConversationKeys keys = TestKeys.of(new ConversationId("c1"));

  @Test
  void openThenWhatWasSealed() {
    assertThat(keys.open("k", 7, keys.seal("k", 7, BODY))).isEqualTo(BODY);
    assertThat(keys.open("k", 0, keys.seal("k", 0, new byte[0]))).isEmpty();
  }

  @Test
  void sealWhenTwiceThenDifferentBytes() {
    assertThat(keys.seal("k", 0, BODY)).isNotEqualTo(keys.seal("k", 0, BODY));
  }

  @Test
  void openWhenElsewhereThenBroken() {
    byte[] sealed = keys.seal("k", 7, BODY);
    assertBroken(keys, "other", 7, sealed);
    assertBroken(keys, "k", 8, sealed);
    assertBroken(TestKeys.of(new ConversationId("c2")), "k", 7, sealed);
    assertBroken(
        new ConversationKeys(new ConversationId("c1"), (short) 2, new byte[32]), "k", 7, sealed);
  }

  @Test
  void openWhenAnyByteIsAnotherThenBroken() {
    byte[] sealed = keys.seal("k", 7, BODY);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertBroken(keys, "k", 7, changed);
    }
    assertBroken(keys, "k", 7, new byte[0]);
    assertBroken(keys, "k", 7, new byte[] {1, 0, 1, 5});
  }

  @Test
  void openWhenOneBeforeWasBrokenThenWhatIsWholeOpens() {
    var others = TestKeys.of(new ConversationId("c2"));
    byte[] sealed = keys.seal("k", 7, BODY);
    assertBroken(others, "k", 7, sealed);
    assertThat(others.open("k", 7, others.seal("k", 7, BODY))).isEqualTo(BODY);
    assertThat(keys.open("k", 7, sealed)).isEqualTo(BODY);
  }

  @Test
  void fingerprintThenTellsContentApartAndDependsOnTheKey() {
    assertThat(keys.fingerprint(BODY)).hasSize(32).isEqualTo(keys.fingerprint(BODY.clone()));
    assertThat(keys.fingerprint(BODY)).isNotEqualTo(keys.fingerprint("hallo".getBytes(UTF_8)));
    var others = new ConversationKeys(new ConversationId("c1"), (short) 1, Aead.randomKey());
    assertThat(keys.fingerprint(BODY)).isNotEqualTo(others.fingerprint(BODY));
  }

  private static void assertBroken(
      ConversationKeys keys, String key, long revision, byte[] sealed) {
    assertThatExceptionOfType(SealBroken.class).isThrownBy(() -> keys.open(key, revision, sealed));
  }
}
