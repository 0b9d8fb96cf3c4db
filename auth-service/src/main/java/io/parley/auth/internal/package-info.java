/// What other services ask: their own tokens, ended logins, users by id.
@NullMarked
package io.parley.auth.internal;

import org.jspecify.annotations.NullMarked;
