package io.parley.edge.http;

import java.net.InetAddress;

/// A range of addresses in CIDR form (RFC 4632); a single address is a range of one.
record Network(byte[] prefix, int bits) {

  static Network parse(String text) {
    var slash = text.indexOf('/');
    var base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    var bits = slash < 0 ? base.length * 8 : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > base.length * 8) {
      throw new IllegalArgumentException(
          "network: " + text + " (expected: at most " + base.length * 8 + " bits)");
    }
    return new Network(base, bits);
  }

  boolean contains(InetAddress address) {
    var other = address.getAddress();
    if (other.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      var mask = 0x80 >> (bit % 8);
      if (((prefix[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
