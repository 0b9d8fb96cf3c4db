/// Sockets of a whole node, by real clients on real stores.
@NullMarked
package io.parley.chat.socket;

import org.jspecify.annotations.NullMarked;
