/// Tells a person what a run did and what it showed.
@NullMarked
package io.parley.prove.report;

import org.jspecify.annotations.NullMarked;
