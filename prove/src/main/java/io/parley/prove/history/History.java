package io.parley.prove.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// All entries of a run, in the order of their times. Equal times keep the order in which they were
/// written.
public record History(List<Entry> entries) {

  private static final Comparator<Entry> BY_TIME = Comparator.comparingLong(Entry::at);

  public static History of(List<? extends Entry> entries) {
    return new History(entries.stream().map(Entry.class::cast).sorted(BY_TIME).toList());
  }

  /// Reads a file that [HistoryFile] wrote. A last line that was cut off by a kill of the recorder
  /// is left out.
  public static History read(Path file) throws IOException {
    var json = new HistoryJson();
    var entries = new ArrayList<Entry>();
    try (var lines = Files.lines(file)) {
      for (var line : (Iterable<String>) lines::iterator) {
        json.read(line).ifPresent(entries::add);
      }
    }
    return of(entries);
  }

  /// The entries of one type.
  public <T extends Entry> Stream<T> all(Class<T> type) {
    return entries.stream().filter(type::isInstance).map(type::cast);
  }
}
