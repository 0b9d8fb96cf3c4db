/// Scripts on a real Redis.
@NullMarked
package io.parley.presence.state;

import org.jspecify.annotations.NullMarked;
