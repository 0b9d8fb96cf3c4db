/// Settings that all services share, and secrets that come from a variable or from the file that a
/// variable names.
@NullMarked
package io.parley.edge.setting;

import org.jspecify.annotations.NullMarked;
