package io.parley.edge;

/// A client that broke off before its request was there whole. Nobody is left to be answered, and
/// nothing is wrong on our side.
public final class ClientGone extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ClientGone(Throwable cause) {
    super("the client broke off", cause, false, false);
  }

  /// Whether this error is one, or was caused by one.
  public static boolean caused(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClientGone) {
        return true;
      }
    }
    return false;
  }
}
