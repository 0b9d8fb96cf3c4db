/// The queue to a socket.
@NullMarked
package io.parley.chat.socket.wire;

import org.jspecify.annotations.NullMarked;
