/// Judges a run by its history alone. Each promise is a rule of its own that knows nothing of the
/// others; a violation names the entries that show it.
@NullMarked
package io.parley.prove.check;

import org.jspecify.annotations.NullMarked;
