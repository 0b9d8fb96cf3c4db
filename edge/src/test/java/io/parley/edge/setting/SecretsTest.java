package io.parley.edge.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class SecretsTest {

  private final MockEnvironment environment = new MockEnvironment();
  private final Secrets secrets = new Secrets(environment);

  @Test
  void requireWhenSetThenStripped() {
    environment.setProperty("A_SECRET", " abc\n");

    assertThat(secrets.require("A_SECRET")).isEqualTo("abc");
  }

  @Test
  void requireWhenFileThenItsContent(@TempDir Path directory) throws IOException {
    var file = Files.writeString(directory.resolve("secret"), "from-file\n");
    environment.setProperty("A_SECRET_FILE", file.toString());

    assertThat(secrets.require("A_SECRET")).isEqualTo("from-file");
  }

  @Test
  void requireWhenMissingThenNamesTheVariable() {
    assertThatExceptionOfType(SettingMissing.class)
        .isThrownBy(() -> secrets.require("A_SECRET"))
        .withMessageContaining("A_SECRET is not set")
        .withMessageContaining("A_SECRET_FILE");
    assertThat(new SettingMissingAnalyzer().analyze(new SettingMissing("x is not set")))
        .hasFieldOrPropertyWithValue("description", "x is not set");
  }

  @Test
  void requireWhenFileCannotBeReadThenRefused(@TempDir Path directory) throws IOException {
    environment.setProperty("A_SECRET_FILE", directory.resolve("none").toString());
    environment.setProperty(
        "B_SECRET_FILE", Files.writeString(directory.resolve("b"), " ").toString());

    assertThatExceptionOfType(SettingMissing.class).isThrownBy(() -> secrets.require("A_SECRET"));
    assertThatExceptionOfType(SettingMissing.class).isThrownBy(() -> secrets.require("B_SECRET"));
  }

  @Test
  void requireMasterKeyWhenNot32BytesThenRefused() {
    environment.setProperty("GOOD", Base64.getEncoder().encodeToString(new byte[32]));
    environment.setProperty("SHORT", Base64.getEncoder().encodeToString(new byte[16]));
    environment.setProperty("ODD", "%%%");

    assertThat(secrets.requireMasterKey("GOOD")).hasSize(32);
    assertThatExceptionOfType(SettingMissing.class)
        .isThrownBy(() -> secrets.requireMasterKey("SHORT"));
    assertThatExceptionOfType(SettingMissing.class)
        .isThrownBy(() -> secrets.requireMasterKey("ODD"));
  }
}
