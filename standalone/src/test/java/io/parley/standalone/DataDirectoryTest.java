package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private static final List<String> SECRETS =
      List.of(
          "server-key", "service-secret", "auth-master-key", "chat-master-key", "bootstrap-secret");

  @TempDir private Path parent;

  @Test
  void openThenSecretsAreMadeForTheOwnerAlone() throws IOException {
    Path root = parent.resolve("a/b");
    DataDirectory data = DataDirectory.open(root);
    assertThat(Files.getPosixFilePermissions(root))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    for (String name : SECRETS) {
      Path file = data.path(name);
      assertThat(Base64.getDecoder().decode(Files.readString(file).strip())).hasSize(32);
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(data.secretSettings()).containsValue(file.toString());
    }
  }

  @Test
  void openWhenItIsThereThenSecretsStay() throws IOException {
    String first = Files.readString(DataDirectory.open(parent).path("server-key"));
    assertThat(Files.readString(DataDirectory.open(parent).path("server-key"))).isEqualTo(first);
  }

  @Test
  void openWhenAFileIsInItsPlaceThenOneSentence() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(file.toString());
  }
}
