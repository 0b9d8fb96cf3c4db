package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// The letters that a platform without a mail server wrote into its data directory.
record Outbox(Path directory) {

  private static final Pattern TOKEN = Pattern.compile("\\?token=(\\S+)");

  /// Waits for so many letters of this kind to an address, and takes the token of the last.
  String token(String kind, String address, int count) {
    Awaitility.await("a letter " + kind)
        .atMost(Duration.ofSeconds(20))
        .until(() -> letters(kind, address).size() >= count);
    var letter = letters(kind, address).getLast();
    var matcher = TOKEN.matcher(letter);
    assertThat(matcher.find()).as(letter).isTrue();
    return matcher.group(1);
  }

  /// Those of this kind that were written to an address, the oldest first.
  List<String> letters(String kind, String address) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith("-" + kind + ".eml"))
          .sorted()
          .map(Outbox::read)
          .filter(text -> text.contains("To: " + address))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
