package io.parley.auth.password;

import java.util.List;

/// Finds runs: `abcdef`, `987654`, `qwertyuiop`, `1qaz2wsx`.
final class Runs {

  private static final int SHORTEST = 4;
  private static final int REST = 4;

  /// Rows and columns of the common keyboards; a run may go either way.
  private static final List<String> KEYBOARD =
      List.of(
          "1234567890",
          "qwertyuiop",
          "asdfghjkl;'",
          "zxcvbnm",
          "qwertzuiop",
          "yxcvbnm",
          "azertyuiop",
          "qsdfghjklm",
          "wxcvbn",
          "!@#$%^&*()",
          "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
          "1q2w3e4r5t6y7u8i9o0p");

  private Runs() {}

  /// Whether hardly anything is left when all runs are taken away.
  static boolean coverNearlyAll(String text) {
    var rest = 0;
    var at = 0;
    while (at < text.length()) {
      var run = runAt(text, at);
      if (run >= SHORTEST) {
        at += run;
      } else {
        rest++;
        at++;
      }
    }
    return rest < REST;
  }

  private static int runAt(String text, int from) {
    var longest = Math.max(stepsAt(text, from, 1), stepsAt(text, from, -1));
    for (var row : KEYBOARD) {
      longest = Math.max(longest, rowAt(text, from, row));
      longest = Math.max(longest, rowAt(text, from, new StringBuilder(row).reverse().toString()));
    }
    return longest;
  }

  private static int stepsAt(String text, int from, int step) {
    var end = from + 1;
    while (end < text.length() && follows(text.charAt(end - 1), text.charAt(end), step)) {
      end++;
    }
    return end - from;
  }

  private static boolean follows(char before, char after, int step) {
    var wraps =
        (step == 1 && before == '9' && after == '0')
            || (step == -1 && before == '0' && after == '9');
    return after - before == step || wraps;
  }

  private static int rowAt(String text, int from, String row) {
    var start = row.indexOf(text.charAt(from));
    if (start < 0) {
      return 0;
    }
    var length = 0;
    while (from + length < text.length()
        && start + length < row.length()
        && text.charAt(from + length) == row.charAt(start + length)) {
      length++;
    }
    return length;
  }
}
