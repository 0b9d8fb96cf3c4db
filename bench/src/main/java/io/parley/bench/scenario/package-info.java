/// What is done to a target, and what it came to.
@NullMarked
package io.parley.bench.scenario;

import org.jspecify.annotations.NullMarked;
