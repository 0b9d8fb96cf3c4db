/// The load: sockets of many users on a few event loops, and messages that are due at times which
/// no server can move (an open loop). Latency is counted from when a message was due, so that a
/// server that stalls cannot hide it.
@NullMarked
package io.parley.bench.load;

import org.jspecify.annotations.NullMarked;
