/// What a service remembers for a moment of what others own.
@NullMarked
package io.parley.edge.cache;

import org.jspecify.annotations.NullMarked;
