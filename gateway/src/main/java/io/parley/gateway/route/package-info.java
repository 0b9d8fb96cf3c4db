/// Where requests go: the route table, the choice of a node, what a service gets to see of a
/// request, and what becomes of a service that does not answer.
@NullMarked
package io.parley.gateway.route;

import org.jspecify.annotations.NullMarked;
