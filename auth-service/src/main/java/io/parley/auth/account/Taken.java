package io.parley.auth.account;

/// Somebody else has this username or this address.
public final class Taken extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean username;
  private final boolean email;

  public Taken(boolean username, boolean email) {
    super("username or e-mail taken", null, false, false);
    this.username = username;
    this.email = email;
  }

  public boolean username() {
    return username;
  }

  public boolean email() {
    return email;
  }
}
