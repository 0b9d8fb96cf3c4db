package io.parley.auth.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes each letter into a directory instead of sending it, as a file that any mail program
/// opens, for the owner of the process alone: where there is no mail server, whoever runs the
/// platform finds the links there.
final class FolderTransport implements MailTransport {

  private static final Logger log = LoggerFactory.getLogger(FolderTransport.class);

  private final Path directory;
  private final Letters letters;
  private final Clock clock;
  private final AtomicInteger count = new AtomicInteger();

  FolderTransport(Path directory, Letters letters, Clock clock) {
    this.directory = directory;
    this.letters = letters;
    this.clock = clock;
  }

  @Override
  public boolean delivers() {
    return true;
  }

  @Override
  public void send(Mail mail) {
    var bytes = new ByteArrayOutputStream();
    try {
      letters.message(mail, Session.getInstance(new Properties())).writeTo(bytes);
      Files.createDirectories(directory);
      var name =
          clock.instant().toEpochMilli()
              + "-"
              + count.incrementAndGet()
              + "-"
              + mail.kind()
              + ".eml";
      write(directory.resolve(name), bytes.toByteArray());
      log.info("there is no mail server: a letter is in {}", directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MessagingException e) {
      throw new IllegalStateException("a letter cannot be written", e);
    }
  }

  /// Whoever looks into the directory sees whole letters only.
  private static void write(Path file, byte[] bytes) throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    var posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      var owner = PosixFilePermissions.fromString("rw-------");
      Files.createFile(part, PosixFilePermissions.asFileAttribute(owner));
    }
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
