package io.parley.gateway.drain;

import java.security.SecureRandom;
import java.util.HexFormat;

/// This gateway process, new at every start; chat nodes know by it which sessions came through
/// here.
public record GatewayId(String value) {

  private static final int RANDOM_BYTES = 8;

  static GatewayId next() {
    var bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new GatewayId("g" + HexFormat.of().formatHex(bytes));
  }
}
