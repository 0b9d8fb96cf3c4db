package io.parley.auth.account;

import io.parley.common.id.UserId;
import io.parley.edge.ProblemException.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What names and addresses look like. Each check says why not, or null.
public final class AccountRules {

  private static final Pattern USERNAME = Pattern.compile("[a-z0-9_.-]{3,32}");
  private static final int EMAIL_MAX = 254;
  private static final int EMAIL_LOCAL_MAX = 64;
  private static final int FULL_NAME_MAX = 100;
  private static final int AVATAR_URL_MAX = 2048;

  /// What a deleted account is called.
  static final String DELETED_USER = "Deleted user";

  private AccountRules() {}

  /// The username of a deleted account. It has a form that nobody can choose, so the name that was
  /// there is free, and this one is nobody's.
  static String nameOfDeleted(UserId id) {
    return "deleted:" + id.value();
  }

  /// How a username is kept and compared.
  public static String usernameKey(String username) {
    return username.toLowerCase(Locale.ROOT);
  }

  /// How an address is compared.
  public static String emailKey(String email) {
    return email.toLowerCase(Locale.ROOT);
  }

  public static @Nullable FieldError username(String field, @Nullable String username) {
    if (username == null) {
      return missing(field);
    }
    return USERNAME.matcher(usernameKey(username)).matches()
        ? null
        : new FieldError(
            field, username.length() + " characters (expected: 3 to 32 of [a-z0-9_.-])");
  }

  public static @Nullable FieldError email(String field, @Nullable String email) {
    if (email == null) {
      return missing(field);
    }
    var at = email.lastIndexOf('@');
    var right =
        email.length() <= EMAIL_MAX
            && at >= 1
            && at <= EMAIL_LOCAL_MAX
            && email.indexOf('@') == at
            && isDomain(email.substring(at + 1))
            && email.codePoints().noneMatch(AccountRules::isBlankOrControl);
    return right ? null : new FieldError(field, "not an e-mail address (expected: name@domain)");
  }

  public static @Nullable FieldError fullName(String field, @Nullable String name) {
    if (name == null) {
      return missing(field);
    }
    var length = name.codePointCount(0, name.length());
    if (name.isBlank() || length > FULL_NAME_MAX) {
      return new FieldError(field, length + " characters (expected: 1 to " + FULL_NAME_MAX + ")");
    }
    return name.codePoints().anyMatch(AccountRules::isControl)
        ? new FieldError(field, "holds control characters (expected: none)")
        : null;
  }

  public static @Nullable FieldError avatarUrl(String field, String url) {
    return url.length() <= AVATAR_URL_MAX && (isHttps(url) || isOfOurOwn(url))
        ? null
        : new FieldError(
            field,
            "not an address (expected: https or a path, at most "
                + AVATAR_URL_MAX
                + " characters)");
  }

  private static FieldError missing(String field) {
    return new FieldError(field, "missing");
  }

  private static boolean isDomain(String domain) {
    return !domain.isEmpty()
        && !domain.startsWith(".")
        && !domain.endsWith(".")
        && !domain.contains("..")
        && domain.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-');
  }

  private static boolean isHttps(String url) {
    try {
      var uri = new URI(url);
      return "https".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// A path on the platform's own host: `//elsewhere` is none, nor what browsers read as that.
  private static boolean isOfOurOwn(String url) {
    try {
      var uri = new URI(url);
      return url.startsWith("/")
          && !url.startsWith("//")
          && uri.getScheme() == null
          && uri.getAuthority() == null
          && uri.getPath().equals(uri.normalize().getPath());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isBlankOrControl(int point) {
    return Character.isWhitespace(point) || isControl(point);
  }

  /// Control, format (which can turn text around) and unassigned characters, and halves of pairs.
  private static boolean isControl(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> point != 0x200C && point != 0x200D;
      default -> false;
    };
  }
}
