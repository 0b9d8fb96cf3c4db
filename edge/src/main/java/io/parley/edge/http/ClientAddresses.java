package io.parley.edge.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// Where a request comes from: the peer, or what a trusted peer says in `X-Forwarded-For`. Nobody
/// is trusted unless listed, loopback included.
public final class ClientAddresses {

  /// By which a gateway shows a service that its `X-Forwarded-For` counts: its service token.
  public static final String GATEWAY_TOKEN_HEADER = "X-Parley-Gateway-Token";

  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final String UNKNOWN = "unknown";

  private final List<Network> trusted;

  /// @param trusted networks in CIDR form, or single addresses
  public ClientAddresses(List<String> trusted) {
    this.trusted =
        trusted.stream()
            .filter(text -> !text.isBlank())
            .map(text -> Network.parse(text.strip()))
            .toList();
  }

  /// The address behind this request.
  ///
  /// @param fromGateway whether the sender proved to be a gateway, which names the real peer
  public String of(ServerHttpRequest request, boolean fromGateway) {
    var peer = peer(request.getRemoteAddress());
    if (peer == null) {
      return UNKNOWN;
    }
    var hops = hops(request);
    if (fromGateway && !hops.isEmpty()) {
      var named = address(hops.getLast());
      return named == null ? peer.getHostAddress() : named.getHostAddress();
    }
    return lastUntrusted(peer, hops).getHostAddress();
  }

  /// Walks back from the peer as long as each hop is trusted to name the one before it.
  private InetAddress lastUntrusted(InetAddress peer, List<String> hops) {
    var at = peer;
    for (int i = hops.size() - 1; i >= 0 && isTrusted(at); i--) {
      var before = address(hops.get(i));
      if (before == null) {
        return at;
      }
      at = before;
    }
    return at;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }

  private static List<String> hops(ServerHttpRequest request) {
    return request.getHeaders().getOrEmpty(FORWARDED_FOR).stream()
        .flatMap(line -> List.of(line.split(",", -1)).stream())
        .map(String::strip)
        .filter(hop -> !hop.isEmpty())
        .toList();
  }

  private static @Nullable InetAddress peer(@Nullable InetSocketAddress remote) {
    return remote == null ? null : remote.getAddress();
  }

  private static @Nullable InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
