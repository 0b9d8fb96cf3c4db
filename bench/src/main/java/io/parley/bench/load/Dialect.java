package io.parley.bench.load;

import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a kind of server is spoken to. What is called on event loops: it keeps nothing.
public interface Dialect {

  /// What a text frame of the server is.
  enum Heard {
    /// The server expects a [Dialect#reply].
    GREETED,
    /// The user may send from now on.
    READY,
    /// A message of this user was taken, or stored where the server stores.
    ACK,
    /// A message of somebody else.
    MESSAGE,
    /// A message of this user was not taken, and has to be sent again.
    REFUSED,
    /// The server expects a [Dialect#reply].
    PINGED,
    OTHER
  }

  /// A handshake.
  record Opening(URI address, Map<String, String> headers) {}

  Opening opening(URI entrance, User user, Company company);

  /// @param text its reader index is left where it is
  Heard hear(ByteBuf text);

  /// @param stamp stands in the answers to this frame and in what the others get
  String send(Room room, String stamp, String text);

  /// What the user says to that at once; null when nothing is expected.
  default @Nullable String reply(Heard heard) {
    return null;
  }

  /// How long the user has to wait after a refusal.
  default long pauseMillis(ByteBuf refusal) {
    return 0;
  }
}
