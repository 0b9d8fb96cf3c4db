/// What users get by letter and show once: that an address is theirs, that they may choose a new
/// password.
@NullMarked
package io.parley.auth.confirm;

import org.jspecify.annotations.NullMarked;
