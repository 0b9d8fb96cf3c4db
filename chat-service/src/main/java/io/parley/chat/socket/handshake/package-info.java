/// What is looked at before a socket opens, so that a refusal is plain HTTP: origin, credential,
/// subprotocol, limits.
@NullMarked
package io.parley.chat.socket.handshake;

import org.jspecify.annotations.NullMarked;
