package io.parley.auth.confirm;

/// What a confirmation is good for; it is good for nothing else.
public enum Purpose {
  /// The address of the account is its user's.
  VERIFY_EMAIL("verify"),
  /// Another address is the user's, and becomes the one of the account.
  CHANGE_EMAIL("change"),
  /// Whoever reads the letters of the account may choose a new password.
  RESET_PASSWORD("reset");

  private final String key;

  Purpose(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }
}
