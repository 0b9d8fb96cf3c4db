package io.parley.prove.history;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// One thing that happened. Entries may be written in any order: a history is read in the order of
/// their times.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "entry")
public sealed interface Entry permits CallEntry, SessionEntry, ReadingEntry, RunEntry {

  /// When, in nanoseconds since the recorder's start.
  long at();
}
