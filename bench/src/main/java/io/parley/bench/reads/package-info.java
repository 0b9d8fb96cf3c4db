/// A load of people who read what is stored, while others talk.
@NullMarked
package io.parley.bench.reads;

import org.jspecify.annotations.NullMarked;
