/// What processes of the system under load spend.
@NullMarked
package io.parley.bench.meter;

import org.jspecify.annotations.NullMarked;
