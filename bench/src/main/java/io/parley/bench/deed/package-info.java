/// What users do besides sending messages, and how long it takes: calls of the REST interface, and
/// whatever else is begun and answered.
@NullMarked
package io.parley.bench.deed;

import org.jspecify.annotations.NullMarked;
