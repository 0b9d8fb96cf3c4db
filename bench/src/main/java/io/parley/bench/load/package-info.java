/// The load: users, where they talk, and their sockets on a few event loops.
@NullMarked
package io.parley.bench.load;

import org.jspecify.annotations.NullMarked;
