package io.parley.common.token;

/// The purposes a token can have. A token serves only its own (RFC 8725, 3.11 and 3.12): both its
/// `typ` and its audience are pinned.
public enum TokenKind {
  /// What a user's requests carry.
  ACCESS("at+jwt", "parley"),
  /// Opens one socket, once, within 30 s.
  TICKET("ticket+jwt", "parley-ticket"),
  /// What one service shows another.
  SERVICE("service+jwt", "parley-internal");

  private final String type;
  private final String audience;

  TokenKind(String type, String audience) {
    this.type = type;
    this.audience = audience;
  }

  /// The `typ` header.
  public String type() {
    return type;
  }

  public String audience() {
    return audience;
  }
}
