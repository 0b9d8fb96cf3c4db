package io.parley.auth.login;

/// Where a request comes from.
///
/// @param address of the peer behind the gateway, textual
/// @param device what its user agent calls itself, at most 200 characters without control
///   characters
public record Client(String address, String device) {

  private static final int MAX_DEVICE = 200;

  public Client {
    var plain = device.replaceAll("\\p{C}", "?");
    device = plain.length() > MAX_DEVICE ? plain.substring(0, MAX_DEVICE) : plain;
  }

  /// What the address counts as in limits: itself, of IPv6 the network of 64 bits that one customer
  /// has.
  public String network() {
    if (address.indexOf(':') < 0) {
      return address;
    }
    var groups = address.split(":", -1);
    return groups.length == 8
        ? String.join(":", groups[0], groups[1], groups[2], groups[3]) + "::/64"
        : address;
  }
}
