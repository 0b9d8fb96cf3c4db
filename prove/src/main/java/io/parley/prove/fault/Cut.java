package io.parley.prove.fault;

/// How a connection ends.
public enum Cut {
  /// At once and with what is on its way lost.
  RST,
  /// As if the other side had closed it.
  FIN
}
