/// The way to Redis that all services share: one address in three shapes (a single server, a group
/// under Sentinel, a cluster) and one connection factory, which bounds what may wait and notices
/// servers that stopped answering.
@NullMarked
package io.parley.edge.redis;

import org.jspecify.annotations.NullMarked;
