package io.parley.gateway.node;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;

/// One address at which a service answers.
///
/// @param address resolved
public record Node(InetSocketAddress address) {

  public URI uri() {
    return URI.create("http://" + authority());
  }

  /// For a `Host` header.
  public String authority() {
    var ip = address.getAddress();
    var host = ip.getHostAddress();
    return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
