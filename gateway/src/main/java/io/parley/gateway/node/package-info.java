/// The services behind the gateway: the nodes each of them has, which of those can serve now, and
/// what that says about the platform. Nodes are looked at in the background, so that a request
/// never waits to find out.
@NullMarked
package io.parley.gateway.node;

import org.jspecify.annotations.NullMarked;
