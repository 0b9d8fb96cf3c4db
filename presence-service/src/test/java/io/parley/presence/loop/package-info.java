/// Loops by virtual time.
@NullMarked
package io.parley.presence.loop;

import org.jspecify.annotations.NullMarked;
