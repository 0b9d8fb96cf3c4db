package io.parley.chat.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.edge.setting.SettingMissing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CryptoConfigurationTest {

  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @Test
  void masterKeysWhenMissingThenNamesTheVariable() {
    assertThatExceptionOfType(SettingMissing.class)
        .isThrownBy(() -> masterKeys("", ""))
        .withMessage(
            "PARLEY_CHAT_MASTER_KEY is not set (expected: the secret, or"
                + " PARLEY_CHAT_MASTER_KEY_FILE with the path of its file)");
  }

  @Test
  void masterKeysWhenUnusableThenSaysWhyWithoutTheValue() {
    assertThatExceptionOfType(SettingMissing.class)
        .isThrownBy(() -> masterKeys("c2hvcnQ=", ""))
        .withMessage("PARLEY_CHAT_MASTER_KEY: 5 bytes (expected: 32, as base64)");
    assertThatExceptionOfType(SettingMissing.class)
        .isThrownBy(() -> masterKeys("not base64!", ""))
        .withMessageContaining("not base64")
        .withMessageNotContaining("!");
    assertThatExceptionOfType(SettingMissing.class)
        .isThrownBy(() -> masterKeys("", "/nowhere/key"))
        .withMessageContaining("PARLEY_CHAT_MASTER_KEY_FILE");
  }

  @Test
  void masterKeysWhenInAFileThenTheSameAsInTheVariable(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), KEY + "\n");
    assertThat(masterKeys("", file.toString()).currentId())
        .isEqualTo(masterKeys(KEY, "").currentId());
  }

  @Test
  void masterKeysWhenOneIsShortThenRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MasterKeys(new byte[32], List.of(new byte[16])));
  }

  @Test
  void settingsThenNoKeyInTheirText() {
    assertThat(settings(KEY, "", List.of(KEY)).toString()).doesNotContain(KEY);
  }

  private static MasterKeys masterKeys(String key, String file) {
    return CryptoConfiguration.masterKeys(settings(key, file, List.of()));
  }

  private static CryptoSettings settings(String key, String file, List<String> earlier) {
    return new CryptoSettings(key, file, earlier, Duration.ofSeconds(2), 100);
  }
}
