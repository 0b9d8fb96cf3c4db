/// The master key, the keys derived from it, and randomness that does not block the event loop.
@NullMarked
package io.parley.auth.secret;

import org.jspecify.annotations.NullMarked;
