/// Messages that are due at times which no server can move (an open loop), and what came of them.
/// Latency is counted from when a message was due, so that a server that stalls cannot hide it.
@NullMarked
package io.parley.bench.talk;

import org.jspecify.annotations.NullMarked;
