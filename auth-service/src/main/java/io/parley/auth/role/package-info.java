/// Which roles there are on this platform and who may give which.
@NullMarked
package io.parley.auth.role;

import org.jspecify.annotations.NullMarked;
