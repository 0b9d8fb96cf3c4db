package io.parley.edge;

/// What a request brought to prove who it is; not yet verified.
public record PresentedCredential(Credential kind, String token) {

  /// Keeps the token out of logs.
  @Override
  public String toString() {
    return "PresentedCredential[" + kind + "]";
  }
}
