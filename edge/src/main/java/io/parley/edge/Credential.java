package io.parley.edge;

/// The kind of proof that a request was authenticated by. A cookie needs a proof of origin beside
/// it, the others do not, because no browser adds them by itself.
public enum Credential {
  BEARER,
  TICKET,
  COOKIE,
  SERVICE
}
