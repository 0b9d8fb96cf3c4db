/// What goes on in a service by itself, from its start to its stop.
@NullMarked
package io.parley.edge.life;

import org.jspecify.annotations.NullMarked;
