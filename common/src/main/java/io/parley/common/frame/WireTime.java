package io.parley.common.frame;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/// Times as clients see them: RFC 3339, UTC, always with milliseconds.
public final class WireTime {

  private static final DateTimeFormatter FORM =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private WireTime() {}

  public static String of(Instant time) {
    return FORM.format(time);
  }
}
