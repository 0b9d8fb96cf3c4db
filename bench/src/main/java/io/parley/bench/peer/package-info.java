/// Servers that are measured beside Parley: the least that can fan messages out over two nodes.
@NullMarked
package io.parley.bench.peer;

import org.jspecify.annotations.NullMarked;
