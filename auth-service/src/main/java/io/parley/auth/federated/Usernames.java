package io.parley.auth.federated;

import io.parley.auth.federated.provider.Statement;
import io.parley.auth.secret.Randomness;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Usernames to try for somebody new, the nicest first, the last ones surely free.
@Component
final class Usernames {

  private static final int LONGEST = 26;
  private static final int SHORTEST = 3;
  private static final String NOBODY = "user";

  private final Randomness random;

  Usernames(Randomness random) {
    this.random = random;
  }

  List<String> of(Statement said) {
    var base =
        Stream.of(said.username(), localPart(said.email()), said.name())
            .map(Usernames::shaped)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(NOBODY);
    var first = base.equals(NOBODY) ? Stream.<String>empty() : Stream.of(base);
    return Stream.concat(
            first, Stream.of(numbered(base, 5), numbered(base, 5), numbered(NOBODY, 16)))
        .toList();
  }

  /// With five random bits a digit behind it.
  private String numbered(String base, int digits) {
    return base + "-" + random.id('x').substring(1, 1 + digits);
  }

  private static @Nullable String localPart(@Nullable String email) {
    return email == null ? null : email.substring(0, Math.max(0, email.indexOf('@')));
  }

  /// Of the letters and digits that a username may have; null when too few are left.
  static @Nullable String shaped(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var local = text.indexOf('@') >= 0 ? text.substring(0, text.indexOf('@')) : text;
    var plain =
        Normalizer.normalize(local, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_.-]+", ".")
            .replaceAll("^[.-]+|[.-]+$", "");
    var cut = plain.substring(0, Math.min(plain.length(), LONGEST));
    return cut.length() < SHORTEST ? null : cut;
  }
}
