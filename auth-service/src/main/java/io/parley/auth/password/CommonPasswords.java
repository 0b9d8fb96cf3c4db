package io.parley.auth.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/// The shipped list of common passwords and of the words that they are made of. A password is
/// common when it is on the list as it stands, with the usual digits read as letters, or without
/// the digits and signs around it; or when it is made of nothing but such words.
final class CommonPasswords {

  private static final String RESOURCE = "common.txt";
  private static final int SHORTEST_WORD = 3;

  private final Set<String> words;

  private CommonPasswords(Set<String> words) {
    this.words = words;
  }

  static CommonPasswords load() {
    var stream = CommonPasswords.class.getResourceAsStream(RESOURCE);
    if (stream == null) {
      throw new IllegalStateException("the list of common passwords is missing");
    }
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return new CommonPasswords(
          reader
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .collect(Collectors.toUnmodifiableSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param folded in lower case
  boolean contains(String folded) {
    return words.contains(folded)
        || isMadeOfWords(lettersOf(folded))
        || isMadeOfWords(lettersOf(plain(core(folded))));
  }

  private static String lettersOf(String text) {
    return text.replaceAll("[^\\p{L}]", "");
  }

  private static String core(String text) {
    return text.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
  }

  private static String plain(String text) {
    return text.replace('0', 'o')
        .replace('1', 'i')
        .replace('3', 'e')
        .replace('4', 'a')
        .replace('@', 'a')
        .replace('5', 's')
        .replace('$', 's')
        .replace('7', 't');
  }

  /// Whether words of the list, one after the other, make the whole text; two at the most are
  /// looked for.
  private boolean isMadeOfWords(String letters) {
    if (words.contains(letters)) {
      return true;
    }
    for (int cut = SHORTEST_WORD; cut <= letters.length() - SHORTEST_WORD; cut++) {
      if (words.contains(letters.substring(0, cut)) && words.contains(letters.substring(cut))) {
        return true;
      }
    }
    return false;
  }
}
