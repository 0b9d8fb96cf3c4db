/// `./parley bench`: measures Parley and what people use today, on one machine and in one run.
@NullMarked
package io.parley.bench;

import org.jspecify.annotations.NullMarked;
