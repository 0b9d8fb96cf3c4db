/// The way of a socket to its chat node: what is refused before anything is opened, the node's own
/// answer, and after its 101 a tunnel.
@NullMarked
package io.parley.gateway.socket;

import org.jspecify.annotations.NullMarked;
