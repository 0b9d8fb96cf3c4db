package io.parley.auth.paging;

import io.parley.edge.ProblemException;

/// How much of a list one answer may hold.
public final class PageLimit {

  /// As text, for the defaults of parameters.
  public static final String DEFAULT = "50";

  private static final int MOST = 200;

  private PageLimit() {}

  /// The limit that was asked for.
  ///
  /// @throws ProblemException `invalid` when it is none
  public static int checked(int limit) {
    if (limit < 1 || limit > MOST) {
      throw ProblemException.invalid("limit", limit + " (expected: 1 to " + MOST + ")");
    }
    return limit;
  }
}
