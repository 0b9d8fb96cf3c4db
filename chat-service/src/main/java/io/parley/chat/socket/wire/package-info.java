/// One socket at the level of bytes: the bounded queue of what it is to get, and the only class
/// that touches its channel.
@NullMarked
package io.parley.chat.socket.wire;

import org.jspecify.annotations.NullMarked;
