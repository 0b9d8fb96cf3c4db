package io.parley.standalone.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/// The file of a backup: gzip of lines, each a JSON object in MongoDB's canonical Extended JSON, so
/// that every type comes back as it was and other tools can read it.
///
/// | line | holds |
/// |---|---|
/// | first | `{"parley": 1, "madeAt": …}` |
/// | others | `{"in": "<collection>", "document": {…}}` |
/// | last | `{"documents": <count>}`: without it the file is not whole |
final class BackupFile {

  private static final String MAGIC = "parley";
  private static final int VERSION = 1;
  private static final String IN = "in";
  private static final String DOCUMENT = "document";
  private static final String COUNT = "documents";
  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private BackupFile() {}

  /// Writes documents as they come.
  static final class Writer implements AutoCloseable {

    private final BufferedWriter lines;
    private long count;

    Writer(Path file) throws IOException {
      lines =
          new BufferedWriter(
              new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8));
      line(new Document(MAGIC, VERSION).append("madeAt", Instant.now().toString()));
    }

    void add(String collection, Document document) {
      line(new Document(IN, collection).append(DOCUMENT, document));
      count++;
    }

    /// Says that nothing is missing.
    long finish() {
      line(new Document(COUNT, count));
      return count;
    }

    private void line(Document line) {
      try {
        lines.write(line.toJson(CANONICAL));
        lines.write('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  /// A document and where it belongs.
  record Item(String collection, Document document) {}

  /// Reads documents one after the other.
  static final class Reader implements AutoCloseable {

    private final BufferedReader lines;
    private long count;

    /// @throws NotABackup when it is something else
    Reader(Path file) throws IOException {
      try {
        lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8));
      } catch (java.util.zip.ZipException e) {
        throw new NotABackup(file + " is no backup", e);
      }
      var first = line();
      if (first == null || !Objects.equals(first.get(MAGIC), VERSION)) {
        throw new NotABackup(file + " is no backup that this version reads", null);
      }
    }

    /// Null after the last one.
    ///
    /// @throws NotABackup when the file ends too early
    @Nullable Item next() throws IOException {
      var line = line();
      if (line == null) {
        throw new NotABackup("the backup is not whole: it ends too early", null);
      }
      var collection = line.getString(IN);
      if (collection != null) {
        count++;
        return new Item(collection, line.get(DOCUMENT, Document.class));
      }
      if (!(line.get(COUNT) instanceof Number number) || number.longValue() != count) {
        throw new NotABackup("the backup is not whole: " + count + " documents", null);
      }
      return null;
    }

    private @Nullable Document line() throws IOException {
      try {
        var line = lines.readLine();
        return line == null ? null : Document.parse(line);
      } catch (java.io.EOFException | org.bson.json.JsonParseException e) {
        throw new NotABackup("the backup is not whole: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  /// The file cannot be restored; says why.
  static final class NotABackup extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotABackup(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
