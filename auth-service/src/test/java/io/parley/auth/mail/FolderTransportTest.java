package io.parley.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTransportTest {

  @TempDir private Path parent;

  @Test
  void sendThenWholeLettersForTheOwnerAlone() throws IOException {
    var outbox = parent.resolve("a/outbox");
    var transport = transport(outbox);

    transport.send(new Mail("reset-password", "ada@example.org", "Hello", "first\n"));
    transport.send(new Mail("reset-password", "ada@example.org", "Hello", "second\n"));

    var files = files(outbox);
    assertThat(files).hasSize(2).allMatch(file -> file.toString().endsWith("-reset-password.eml"));
    var letter = Files.readString(files.getFirst());
    assertThat(letter).contains("To: ada@example.org", "From: parley@localhost", "Subject: Hello");
    assertThat(letter.strip()).endsWith("first");
    assertThat(Files.getPosixFilePermissions(files.getFirst()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void sendWhenNobodyCanBeWrittenToThenUnsendableAndNoFile() {
    var outbox = parent.resolve("outbox");

    assertThatThrownBy(() -> transport(outbox).send(new Mail("x", "a@b\r\nc", "s", "t")))
        .isInstanceOf(MailTransport.Unsendable.class);
    assertThat(outbox).doesNotExist();
  }

  @Test
  void sendWhenTheDirectoryCannotBeWrittenThenAnError() throws IOException {
    var file = Files.createFile(parent.resolve("file"));

    assertThatThrownBy(() -> transport(file).send(new Mail("x", "a@b.org", "s", "t")))
        .isInstanceOf(java.io.UncheckedIOException.class);
  }

  private static FolderTransport transport(Path outbox) {
    var clock = Clock.systemUTC();
    return new FolderTransport(outbox, new Letters("parley@localhost", clock), clock);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
