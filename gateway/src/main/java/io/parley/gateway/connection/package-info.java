/// What happens on a client's connection below WebFlux, and the only package that knows Netty:
/// headers that every answer carries, the time a request's head may take, and the byte tunnel
/// behind `/ws`.
///
/// An upgrade is an ordinary HTTP exchange until its 101 has gone out; then the HTTP handlers leave
/// both channels, and what is left is two of them on one event loop that hand each other their
/// bytes, with backpressure, ends and resets, without looking into frames.
@NullMarked
package io.parley.gateway.connection;

import org.jspecify.annotations.NullMarked;
