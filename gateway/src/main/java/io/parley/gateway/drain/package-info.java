/// Going away politely: new sockets are refused, the open ones are asked to come back elsewhere,
/// requests are finished.
@NullMarked
package io.parley.gateway.drain;

import org.jspecify.annotations.NullMarked;
