package io.parley.chat.socket.wire;

import io.parley.common.problem.CloseCode;

/// Gets what a socket says, on its event loop; must not block.
public interface WireListener {

  /// A whole text frame, in valid UTF-8.
  void text(byte[] utf8);

  /// The client broke the rules of WebSocket; the socket has to be closed with this code.
  void broken(CloseCode code);

  /// The socket is gone. Once, and nothing after it.
  void closed();
}
