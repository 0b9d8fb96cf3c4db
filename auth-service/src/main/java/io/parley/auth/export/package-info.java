/// Everything that the platform keeps about a user, for that user.
@NullMarked
package io.parley.auth.export;

import org.jspecify.annotations.NullMarked;
