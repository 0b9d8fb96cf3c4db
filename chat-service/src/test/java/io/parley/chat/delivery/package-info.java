/// Feeds against a log in memory, and the bus.
@NullMarked
package io.parley.chat.delivery;

import org.jspecify.annotations.NullMarked;
