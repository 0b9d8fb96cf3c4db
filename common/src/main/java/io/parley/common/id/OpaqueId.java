package io.parley.common.id;

/// The one shape of every id on the wire: 1 to 64 characters of `[A-Za-z0-9_-]` (protocol, ground
/// rules).
public final class OpaqueId {

  public static final int MAX_LENGTH = 64;

  private OpaqueId() {}

  public static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isAllowed(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static void check(String name, String value) {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          name + ": " + value.length() + " characters (expected: 1 to 64 of [A-Za-z0-9_-])");
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
