package io.parley.gateway.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// What counts as one address: of IPv6 the first 64 bits, since the rest is its holder's to choose.
final class AddressBlocks {

  private static final int PREFIX_BYTES = 8;

  private AddressBlocks() {}

  static String of(String address) {
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address ip
          ? HexFormat.of().formatHex(Arrays.copyOf(ip.getAddress(), PREFIX_BYTES)) + "::/64"
          : address;
    } catch (IllegalArgumentException e) {
      return "unknown";
    }
  }
}
