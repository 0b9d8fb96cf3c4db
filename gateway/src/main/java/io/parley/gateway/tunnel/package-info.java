/// The byte tunnel behind `/ws`, and the only package that knows Netty. An upgrade is an ordinary HTTP exchange until
/// its 101 has gone out; then the HTTP handlers leave both channels, and what is left is two of them on one event loop
/// that hand each other their bytes, with backpressure, ends and resets, without looking into frames.
@NullMarked
package io.parley.gateway.tunnel;

import org.jspecify.annotations.NullMarked;
