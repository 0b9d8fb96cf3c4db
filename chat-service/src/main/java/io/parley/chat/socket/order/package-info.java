/// Keeps the order that a session may rely on: its sends in a conversation one after the other,
/// none after a refused one, each `ack` before what comes later, not too many frames at once.
@NullMarked
package io.parley.chat.socket.order;

import org.jspecify.annotations.NullMarked;
