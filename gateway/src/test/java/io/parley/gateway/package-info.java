/// The gateway from outside: real services on Reactor Netty behind it, real Redis beside it.
@NullMarked
package io.parley.gateway;

import org.jspecify.annotations.NullMarked;
