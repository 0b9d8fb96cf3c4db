/// The database side on a real store.
@NullMarked
package io.parley.presence.lastseen;

import org.jspecify.annotations.NullMarked;
