/// What measurements came to.
@NullMarked
package io.parley.bench.result;

import org.jspecify.annotations.NullMarked;
