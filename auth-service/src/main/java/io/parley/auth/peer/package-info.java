/// What this service asks of others.
@NullMarked
package io.parley.auth.peer;

import org.jspecify.annotations.NullMarked;
