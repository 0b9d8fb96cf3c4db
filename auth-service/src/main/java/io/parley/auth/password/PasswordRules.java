package io.parley.auth.password;

import io.parley.edge.ProblemException.FieldError;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a new password must be (NIST SP 800-63B, 3.1.1.2): 12 to 128 code points of any script,
/// none of the common ones, no repetition, no run over the keyboard, nothing with the user's own
/// name or address in it. No rules of composition.
@Component
public final class PasswordRules {

  private static final int MIN = 12;
  private static final int MAX = 128;
  private static final int DISTINCT = 5;
  private static final int OWN_PART = 3;
  private static final int OWN_WORD = 4;

  private final CommonPasswords common = CommonPasswords.load();

  /// Whose password it is to be; what is not known yet or never will be is null.
  public record Owner(String username, @Nullable String email, String fullName) {}

  /// Why this is no password for that user; null when it is one.
  public @Nullable FieldError refusal(String field, String password, Owner owner) {
    var reason = reason(password, owner);
    return reason == null ? null : new FieldError(field, reason);
  }

  private @Nullable String reason(String password, Owner owner) {
    var length = password.codePointCount(0, password.length());
    if (length < MIN || length > MAX) {
      return length + " characters (expected: " + MIN + " to " + MAX + ")";
    }
    if (password.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF)) {
      return "half a character (expected: valid Unicode)";
    }
    var folded = fold(password);
    if (isRepeat(folded)) {
      return "a repetition (expected: something harder to guess)";
    }
    if (Runs.coverNearlyAll(folded)) {
      return "a run of neighbouring characters (expected: something harder to guess)";
    }
    if (common.contains(folded)) {
      return "one of the common passwords (expected: something harder to guess)";
    }
    return ownParts(owner).anyMatch(folded::contains)
        ? "holds your own name or address (expected: something harder to guess)"
        : null;
  }

  private static boolean isRepeat(String text) {
    if (text.codePoints().distinct().count() < DISTINCT) {
      return true;
    }
    for (int period = 1; period <= text.length() / 2; period++) {
      if (text.startsWith(text.substring(period))) {
        return true;
      }
    }
    return false;
  }

  private static Stream<String> ownParts(Owner owner) {
    var email = owner.email() == null ? "" : fold(owner.email());
    var at = email.indexOf('@');
    var name = fold(owner.fullName());
    var wholes =
        Stream.of(
                fold(owner.username()),
                email,
                at < 0 ? "" : email.substring(0, at),
                name,
                name.replaceAll("\\s", ""))
            .filter(part -> part.length() >= OWN_PART);
    var words = List.of(name.split("\\s+")).stream().filter(word -> word.length() >= OWN_WORD);
    return Stream.concat(wholes, words);
  }

  private static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
