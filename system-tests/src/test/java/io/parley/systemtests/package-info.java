/// Parley as its user runs it: `./parley cluster` and `./parley run` as real processes, spoken to
/// through the gateway.
@NullMarked
package io.parley.systemtests;

import org.jspecify.annotations.NullMarked;
