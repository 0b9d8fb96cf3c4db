/// The one way in which this service does something again and again.
@NullMarked
package io.parley.presence.loop;

import org.jspecify.annotations.NullMarked;
