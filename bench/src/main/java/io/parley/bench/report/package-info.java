/// Results as people and programs read them.
@NullMarked
package io.parley.bench.report;

import org.jspecify.annotations.NullMarked;
