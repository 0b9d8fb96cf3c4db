package io.parley.edge.setting;

/// A setting without which a service does not start; its message is the one sentence that the
/// operator gets.
public final class SettingMissing extends RuntimeException {

  private static final long serialVersionUID = 1;

  public SettingMissing(String message) {
    super(message);
  }

  public SettingMissing(String message, Throwable cause) {
    super(message, cause);
  }
}
