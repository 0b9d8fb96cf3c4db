/// A cluster of real processes, driven by the project's own commands alone: `./parley cluster`,
/// `start` and `stop`, and the files that they keep in `DIR/run`.
@NullMarked
package io.parley.prove.cluster;

import org.jspecify.annotations.NullMarked;
