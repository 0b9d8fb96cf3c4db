package io.parley.prove.churn;

/// Something that was counted before and after.
///
/// @param slack what may come in addition to 5 %, as large as one unit of what is counted
record Growth(String what, long before, long after, long slack, String unit, long divisor) {

  private static final double MARGIN = 1.05;

  /// A hundred of the database's driver, and some of Redis and HTTP.
  private static final long MOST_POOLED = 128;

  private static final long MIB = 1L << 20;

  /// Things of which one or two more are not many: a connection that a pool just opened.
  static Growth count(String what, long before, long after) {
    return new Growth(what, before, after, 2, "", 1);
  }

  /// Connections that pools open when they need them, up to a bound.
  static Growth pooled(String what, long before, long after) {
    return new Growth(what, before, after, Math.max(2, MOST_POOLED - before), "", 1);
  }

  /// Memory, which allocators take in chunks.
  static Growth bytes(String what, long before, long after) {
    return new Growth(what, before, after, 2 * MIB, " KiB", 1024);
  }

  boolean isTooMuch() {
    return after > before * MARGIN + slack;
  }

  @Override
  public String toString() {
    return "| %s | %,d%s | %,d%s | %s |"
        .formatted(
            what, before / divisor, unit, after / divisor, unit, isTooMuch() ? "**grew**" : "kept");
  }
}
